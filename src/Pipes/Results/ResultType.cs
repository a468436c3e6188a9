using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.Results;

/// <summary>What the meta of a result calls a column's type, and how its values are shown.</summary>
/// <param name="Digits">Of the fraction of a second, where it is a time.</param>
/// <param name="Element">Of an array.</param>
public sealed record ResultType(string Name, ResultStyle Style, int Digits = 0, ResultType? Element = null)
{
    public static ResultType Text { get; } = new("String", ResultStyle.Text);

    static readonly Dictionary<string, ResultType> ByPostgres = new(StringComparer.Ordinal)
    {
        ["smallint"] = new("Int16", ResultStyle.Number),
        ["integer"] = new("Int32", ResultStyle.Number),
        ["bigint"] = new("Int64", ResultStyle.WideNumber),
        ["oid"] = new("UInt32", ResultStyle.Number),
        ["numeric(20,0)"] = new("UInt64", ResultStyle.WideNumber),
        ["numeric(20)"] = new("UInt64", ResultStyle.WideNumber),
        ["numeric"] = new("Float64", ResultStyle.Float),
        ["real"] = new("Float32", ResultStyle.Float),
        ["double precision"] = new("Float64", ResultStyle.Float),
        ["boolean"] = new("Bool", ResultStyle.Bool),
        ["date"] = new("Date", ResultStyle.Text),
        ["uuid"] = new("UUID", ResultStyle.Text),
        ["json"] = new("JSON", ResultStyle.Json),
        ["jsonb"] = new("JSON", ResultStyle.Json),
    };

    public static ResultType Of(ColumnType type) => new(
        type.Name,
        type.Style,
        type.Name.Contains("DateTime64(", StringComparison.Ordinal) ? type.Name[type.Name.IndexOf("DateTime64(", StringComparison.Ordinal) + 11] - '0' : 0,
        type.Element is { } element ? Of(element) : null);

    /// <param name="name">As Postgres shows it, with length or precision.</param>
    public static ResultType OfPostgres(string name)
    {
        if (ByPostgres.TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.EndsWith("[]", StringComparison.Ordinal))
        {
            var element = OfPostgres(name[..^2]);
            return new ResultType($"Array({element.Name})", ResultStyle.Array, Element: element);
        }

        if (name.StartsWith("numeric(", StringComparison.Ordinal))
        {
            var facets = name[8..^1].Split(',');
            return new ResultType($"Decimal({facets[0]}, {(facets.Length > 1 ? facets[1] : "0")})", ResultStyle.Number);
        }

        // A moment of unknown precision is one of seconds, as functions such as now() and date_trunc mean it.
        if (name.StartsWith("timestamp", StringComparison.Ordinal))
        {
            var digits = name.Length > 10 && name[9] == '(' ? name[10] - '0' : 0;
            return digits == 0 ? new ResultType("DateTime", ResultStyle.Time) : new ResultType($"DateTime64({digits})", ResultStyle.Time, digits);
        }

        return Text;
    }
}
