namespace Grainwatch.Storage.Logs;

/// <summary>One log. In a list, long texts are cut.</summary>
/// <param name="IsCut">Whether the message or the metadata goes on.</param>
public sealed record LogLine(
    LogPosition Position, string Service, string Severity, string ServerId, string Message, string ErrorCode, string ResourceId, string Metadata, bool IsCut);
