namespace Grainwatch.Pipes.Results;

/// <summary>The formats by the name that stands behind the dot.</summary>
public static class ResultFormats
{
    public static IReadOnlyList<string> Names { get; } = ["json", "csv", "csvwithnames", "ndjson", "prometheus"];

    /// <summary>The formats that SQL names with FORMAT at its end.</summary>
    public static IReadOnlyList<string> SqlNames { get; } = ["TSV", "TSVWithNames", "JSON", "JSONEachRow", "CSV", "CSVWithNames", "Prometheus"];

    /// <param name="name">In lower case; null for what is answered when none is asked for.</param>
    /// <param name="quoteWideNumbers">Whether 64-bit numbers are text in JSON.</param>
    /// <returns>Null when there is no such format.</returns>
    public static ResultFormat? FindForSql(string? name, bool quoteWideNumbers) => name switch
    {
        null or "tsv" or "tabseparated" => new TsvFormat(hasHeader: false),
        "tsvwithnames" or "tabseparatedwithnames" => new TsvFormat(hasHeader: true),
        "json" => new JsonFormat(quoteWideNumbers),
        "jsoneachrow" or "ndjson" => new NdjsonFormat(quoteWideNumbers),
        "csv" => new CsvFormat(hasHeader: false),
        "csvwithnames" => new CsvFormat(),
        "prometheus" => new PrometheusFormat(),
        _ => null,
    };

    /// <param name="quoteWideNumbers">Whether 64-bit numbers are text in JSON.</param>
    /// <returns>Null when there is no such format.</returns>
    public static ResultFormat? Find(string name, bool quoteWideNumbers) => name switch
    {
        "json" => new JsonFormat(quoteWideNumbers),
        "csv" or "csvwithnames" => new CsvFormat(),
        "ndjson" => new NdjsonFormat(quoteWideNumbers),
        "prometheus" => new PrometheusFormat(),
        _ => null,
    };
}
