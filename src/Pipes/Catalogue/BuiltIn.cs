using Grainwatch.Pipes.DataFiles;
using Grainwatch.Pipes.Rows;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Pipes.Catalogue;

/// <summary>
/// The data sources whose tables come with the program, because more than queries reads them. A project that declares one describes it,
/// and cannot change it.
/// </summary>
public static class BuiltIn
{
    public const string Logs = "system_logs";

    public const string Thresholds = "log_anomaly_thresholds";

    const string LogsFile = """
        DESCRIPTION >
            Logs of services

        SCHEMA >
            `timestamp` DateTime `json:$.timestamp`,
            `server_id` String `json:$.server_id`,
            `service` String `json:$.service`,
            `severity` String `json:$.severity`,
            `message` String `json:$.message`,
            `error_code` String `json:$.error_code`,
            `resource_id` String `json:$.resource_id`,
            `metadata` String `json:$.metadata`
        """;

    const string ThresholdsFile = """
        DESCRIPTION >
            How many logs a minute of a service and severity are an anomaly

        SCHEMA >
            `service` String `json:$.service`,
            `severity` String `json:$.severity`,
            `threshold_per_minute` Float64 `json:$.threshold_per_minute`,
            `active` UInt8 `json:$.active`,
            `updated_at` DateTime `json:$.updated_at`
        """;

    static readonly DataSourceFile[] Files =
    [
        DataSourceFileParser.Parse($"{Logs}.datasource", LogsFile),
        DataSourceFileParser.Parse($"{Thresholds}.datasource", ThresholdsFile),
    ];

    /// <summary>Views that are computed from a built-in data source: what they are called is taken.</summary>
    public static IReadOnlyList<string> DerivedRelations { get; } =
        ["log_series", "system_logs_by_series", "log_minutes", "log_hours", "log_minute_deltas", "log_minute_totals", "log_hour_totals", "log_anomaly_thresholds_by_arrival", "active_thresholds"];

    /// <summary>What a computed view is computed from; null when it is none.</summary>
    public static string? SourceOf(string relation) => relation switch
    {
        "log_anomaly_thresholds_by_arrival" or "active_thresholds" => Thresholds,
        _ => DerivedRelations.Contains(relation) ? Logs : null,
    };

    public static bool Is(string name) => Files.Any(f => f.Name == name);

    /// <param name="declared">By projects; a data source that none declares is there all the same.</param>
    /// <exception cref="DataFileException">A project declares one otherwise than it is.</exception>
    public static IEnumerable<DataSource> Describe(IReadOnlyList<DataSourceFile> declared, TimeProvider clock)
    {
        foreach (var own in Files)
        {
            var file = declared.FirstOrDefault(f => f.Name == own.Name);
            if (file is not null)
            {
                Check(file, own);
            }

            // Both are indexed by service and severity, which bounds their length.
            var columns = own.Columns.Select(c => c.Name is "service" or "severity" ? c with { MaxBytes = 512 } : c).ToArray();
            var encoder = own.Name == Logs ? null : new JsonRowEncoder(
                new CopyTarget("grainwatch", own.Name, [.. columns.Select(c => c.Name)]), columns, clock);
            yield return new DataSource(
                own.Name, file?.Description ?? own.Description, columns, file?.SortingKey ?? [], null, file?.Tokens ?? [], encoder);
        }
    }

    static void Check(DataSourceFile file, DataSourceFile own)
    {
        var expected = string.Join(", ", own.Columns.Select(c => $"{c.Name} {c.Type.Name} json:{c.JsonPath}"));
        if (expected != string.Join(", ", file.Columns.Select(c => $"{c.Name} {c.Type.Name} json:{c.JsonPath}"))
            || file.Columns.Any(c => c.Default is not null))
        {
            throw new DataFileException(
                file.Path, 1, $"{own.Name} comes with the program, and its columns cannot be changed. Declare exactly: {expected}. Or give your data source another name.");
        }

        if (file.Retention is not null)
        {
            throw new DataFileException(
                file.Path, 1, $"{own.Name} comes with the program, and ENGINE_TTL has no effect on it. Remove the line; how long logs are kept is a setting.");
        }
    }
}
