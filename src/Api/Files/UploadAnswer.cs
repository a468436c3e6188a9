using System.Text.Json.Serialization;

namespace Grainwatch.Api.Files;

/// <summary>What became of a file, in the words of all clients: some know the same number by another name.</summary>
sealed record UploadAnswer(
    [property: JsonPropertyName("import_id")] string ImportId,
    [property: JsonPropertyName("successful_rows")] long SuccessfulRows,
    [property: JsonPropertyName("quarantined_rows")] long QuarantinedRows,
    [property: JsonPropertyName("quarantine_rows")] long QuarantineRows,
    [property: JsonPropertyName("invalid_lines")] long InvalidLines,
    [property: JsonPropertyName("datasource")] UploadAnswer.Target Datasource,
    [property: JsonPropertyName("error")] bool Error)
{
    public static UploadAnswer Of(string source, string importId, RowSink sink) => new(
        importId, sink.SuccessfulRows, sink.QuarantinedRows, sink.QuarantinedRows, sink.QuarantinedRows, new Target(source, source), false);

    public sealed record Target(string Id, string Name);
}
