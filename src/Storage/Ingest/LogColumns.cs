using System.Text.Json;

namespace Grainwatch.Storage.Ingest;

/// <summary>The columns of <c>system_logs</c>, as the JSON of a row names them.</summary>
static class LogColumns
{
    public const int Count = 8;
    public const int Timestamp = 0;
    public const int ServerId = 1;
    public const int Service = 2;
    public const int Severity = 3;
    public const int Message = 4;
    public const int ErrorCode = 5;
    public const int ResourceId = 6;
    public const int Metadata = 7;

    static readonly string[] Names =
        ["timestamp", "server_id", "service", "severity", "message", "error_code", "resource_id", "metadata"];

    /// <summary>The text columns of <c>log_entries</c>, in the order in which they are copied.</summary>
    public static ReadOnlySpan<int> Texts => [ServerId, Message, ErrorCode, ResourceId, Metadata];

    public static string Name(int column) => Names[column];

    /// <returns>The column that the property at hand names, or -1.</returns>
    public static int Find(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            return Array.IndexOf(Names, reader.GetString());
        }

        return name.Length switch
        {
            7 when name.SequenceEqual("service"u8) => Service,
            7 when name.SequenceEqual("message"u8) => Message,
            8 when name.SequenceEqual("severity"u8) => Severity,
            8 when name.SequenceEqual("metadata"u8) => Metadata,
            9 when name.SequenceEqual("timestamp"u8) => Timestamp,
            9 when name.SequenceEqual("server_id"u8) => ServerId,
            10 when name.SequenceEqual("error_code"u8) => ErrorCode,
            11 when name.SequenceEqual("resource_id"u8) => ResourceId,
            _ => -1,
        };
    }
}
