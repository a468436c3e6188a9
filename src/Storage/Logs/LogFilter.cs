using Npgsql;

namespace Grainwatch.Storage.Logs;

/// <summary>Which logs are looked for. What is not set does not filter.</summary>
public sealed record LogFilter
{
    public string? Service { get; init; }

    public string? Severity { get; init; }

    /// <summary>A part of the message, in upper or lower case.</summary>
    public string? Text { get; init; }

    /// <summary>What the caller may see: SQL over the eight columns, with a <c>?</c> in its values' places; null for everything.</summary>
    public RowCondition? Visible { get; init; }

    /// <summary>Whether rows have to be looked at, or counts tell all.</summary>
    public bool NeedsRows => Text is not null || Visible is not null;

    /// <summary>The conditions over <c>logs</c>, each with its parameters added to the command.</summary>
    internal string Conditions(NpgsqlCommand command)
    {
        List<string> conditions = [];
        if (Service is not null || Severity is not null)
        {
            // An array that is worked out once, so that the index on series and time is used.
            List<string> names = [];
            AddName("service", Service);
            AddName("severity", Severity);
            conditions.Add($"series_id = any (array(select id from series where {string.Join(" and ", names)}))");

            void AddName(string column, string? value)
            {
                if (value is not null)
                {
                    names.Add($"{column} = {command.Add(value)}");
                }
            }
        }

        if (Text is not null)
        {
            conditions.Add($"message ilike {command.Add($"%{Escape(Text)}%")}");
        }

        if (Visible is not null)
        {
            conditions.Add($"({Visible.Bind(command)})");
        }

        return string.Concat(conditions.Select(condition => $" and {condition}"));
    }

    static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
