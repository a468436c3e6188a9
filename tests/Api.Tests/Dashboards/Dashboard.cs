using System.Globalization;
using System.Text.Json;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Dashboards;

/// <summary>The queries of a dashboard of <c>deploy/grafana</c>, with Grafana's macros filled in as it does.</summary>
static class Dashboard
{
    public static IEnumerable<string> Files => Directory
        .EnumerateFiles(Path.Combine(Programs.RepositoryRoot(), "deploy", "grafana", "dashboards"), "*.json")
        .Order(StringComparer.Ordinal);

    public static IReadOnlyList<(string Panel, string Sql)> Sql(string file, DateTimeOffset from, DateTimeOffset to) =>
        [.. Targets(file, "rawSql").Select(target => (target.Panel, Expand(target.Text, from, to)))];

    public static IReadOnlyList<(string Panel, string Expression)> PromQl(string file) => [.. Targets(file, "expr")];

    static IEnumerable<(string Panel, string Text)> Targets(string file, string field)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        var found =
            from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
            from target in panel.GetProperty("targets").EnumerateArray()
            where target.TryGetProperty(field, out _)
            select (panel.GetProperty("title").GetString()!, target.GetProperty(field).GetString()!);
        return found.ToList();
    }

    static string Expand(string sql, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (Literal(from), Literal(to));
        while (sql.IndexOf("$__timeFilter(", StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = sql.IndexOf(')', start);
            var column = sql[(start + "$__timeFilter(".Length)..end];
            sql = $"{sql[..start]}{column} BETWEEN {first} AND {last}{sql[(end + 1)..]}";
        }

        return sql.Replace("$__timeFrom()", first, StringComparison.Ordinal).Replace("$__timeTo()", last, StringComparison.Ordinal);
    }

    static string Literal(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"'{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}'");
}
