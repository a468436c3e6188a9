using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Sql;

/// <summary>
/// CTEs that stand in front of a query under the names of filtered data sources, and of every relation that is computed from one: slower
/// than the views, and as if the table held nothing else.
/// <para>Postgres may check a condition of the query before that of the filter, and <c>1 / (company_id - 2) > 0</c> then tells by its error
/// that there is a hidden row. So a caller's own SQL stands behind a fence, which no condition passes: OFFSET 0. The author of a pipe is
/// trusted, and its conditions may use indexes that only look at a part of the table.</para>
/// </summary>
static class Shadows
{
    /// <summary>By the relation, what it is of filtered logs. Each reads the shadow of <c>system_logs</c> that stands before it.</summary>
    static readonly (string Relation, string Sql)[] OfLogs =
    [
        ("log_series",
            """
            select s.series_id, s.service, s.severity, null::timestamptz as created_at from sources.log_series s
            where exists (select from system_logs l where l.service = s.service and l.severity = s.severity)
            """),
        ("system_logs_by_series",
            """
            select s.series_id, l.timestamp, l.server_id, l.message, l.error_code, l.resource_id, l.metadata
            from system_logs l join sources.log_series s on s.service = l.service and s.severity = l.severity
            """),
        ("log_minutes",
            """
            select s.series_id, date_trunc('minute', l.timestamp, 'UTC') as minute, count(*) as count
            from system_logs l join sources.log_series s on s.service = l.service and s.severity = l.severity group by 1, 2
            """),
        // As if nothing were compacted.
        ("log_minute_deltas",
            """
            select s.series_id, date_trunc('minute', l.timestamp, 'UTC') as minute, count(*)::integer as count
            from system_logs l join sources.log_series s on s.service = l.service and s.severity = l.severity group by 1, 2
            """),
        ("log_minute_totals", "select series_id, minute, count from sources.log_minute_totals where false"),
        ("log_hour_totals", "select series_id, hour, count from sources.log_hour_totals where false"),
        ("log_hours",
            """
            select s.series_id, date_trunc('hour', l.timestamp, 'UTC') as hour, count(*) as count
            from system_logs l join sources.log_series s on s.service = l.service and s.severity = l.severity group by 1, 2
            """),
    ];

    const string ActiveThresholds =
        """
        select service, severity, threshold_per_minute
        from (
            select distinct on (service, severity) service, severity, threshold_per_minute, active
            from log_anomaly_thresholds_by_arrival
            order by service, severity, updated_at desc, arrival desc
        ) newest
        where active <> 0
        """;

    /// <param name="names">Of everything that the statement may read.</param>
    /// <param name="isFenced">Whether there is SQL of the caller's own in the statement.</param>
    public static IEnumerable<(string Name, CheckedSql Query)> For(
        IReadOnlySet<string> names, IReadOnlyList<RowFilter> filters, CatalogueSnapshot catalogue, bool isFenced)
    {
        var fence = isFenced ? " offset 0" : "";
        foreach (var filter in filters)
        {
            var derived = Derived(filter.Source).Where(d => names.Contains(d.Relation)).ToArray();
            if (names.Contains(filter.Source) || derived.Length > 0)
            {
                yield return (filter.Source, Filtered(filter.Source, filter.Condition, fence));
            }

            if (filter.Source == BuiltIn.Thresholds && (names.Contains("log_anomaly_thresholds_by_arrival") || derived.Length > 0))
            {
                yield return ("log_anomaly_thresholds_by_arrival", Filtered("log_anomaly_thresholds_by_arrival", filter.Condition, fence));
            }

            foreach (var (relation, sql) in derived)
            {
                yield return (relation, Own(sql + fence));
            }

            // What did not fit has no columns to filter by.
            var quarantine = $"{filter.Source}_quarantine";
            if (names.Contains(quarantine) && catalogue.Relations.ContainsKey(quarantine))
            {
                yield return (quarantine, Own($"select * from sources.\"{quarantine}\" where false"));
            }
        }
    }

    static (string Relation, string Sql)[] Derived(string source) => source switch
    {
        BuiltIn.Logs => OfLogs,
        BuiltIn.Thresholds => [("active_thresholds", ActiveThresholds)],
        _ => [],
    };

    static CheckedSql Filtered(string relation, RenderedSql condition, string fence)
    {
        var head = $"select * from sources.\"{relation}\" where (";
        var sql = $"{head}{condition.Sql}){fence}";
        return new CheckedSql(
            sql, SqlLexer.Read(sql), condition.Placeholders.ToDictionary(p => p.Offset + head.Length, p => p.Value));
    }

    static CheckedSql Own(string sql) => new(sql, SqlLexer.Read(sql), new Dictionary<int, BoundValue>());
}
