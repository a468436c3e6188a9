namespace Grainwatch.Pipes.Results;

/// <summary>The formats by the name that stands behind the dot.</summary>
public static class ResultFormats
{
    public static IReadOnlyList<string> Names { get; } = ["json", "csv", "csvwithnames", "ndjson", "prometheus"];

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
