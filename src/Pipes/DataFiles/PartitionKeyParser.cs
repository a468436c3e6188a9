using System.Text.RegularExpressions;
using Grainwatch.Pipes.Schema;
using Grainwatch.Storage.Maintenance;

namespace Grainwatch.Pipes.DataFiles;

/// <summary>Reads the ways in which people write ENGINE_PARTITION_KEY for partitions by time.</summary>
static partial class PartitionKeyParser
{
    /// <returns>Null for a key by something else than the time of a column that every row has.</returns>
    public static PartitionKey? TryParse(string expression, IReadOnlyList<Column> columns)
    {
        var match = ByTime().Match(expression);
        PartitionSpan? span = match.Groups["function"].Value.ToLowerInvariant() switch
        {
            "toyyyymmdd" or "todate" or "tostartofday" or "" => PartitionSpan.Day,
            "toyyyymm" or "tostartofmonth" or "tomonday" or "tostartofweek" => PartitionSpan.Month,
            "toyear" or "tostartofyear" or "tostartofquarter" => PartitionSpan.Year,
            _ => null,
        };
        var column = columns.FirstOrDefault(column => column.Name == match.Groups["column"].Value);
        return match.Success && span is { } known && column is { Type: { IsNullable: false, Element: null } type }
            && (type.Postgres == "date" || (type.Postgres.StartsWith("timestamptz", StringComparison.Ordinal) && match.Groups["function"].Length > 0))
            ? new PartitionKey(column.Name, known)
            : null;
    }

    [GeneratedRegex(@"^\s*\(?\s*((?<function>\w+)\s*\(\s*`?(?<column>\w+)`?\s*\)|`?(?<column>\w+)`?)\s*\)?\s*$")]
    private static partial Regex ByTime();
}
