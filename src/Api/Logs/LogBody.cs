using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Logs;

/// <param name="Id">For <c>/v1/logs/ID</c>.</param>
/// <param name="Cut">Whether message or metadata are longer than shown.</param>
sealed record LogBody(
    string Id, DateTime Timestamp, string Service, string Severity, string ServerId, string Message, string ErrorCode, string ResourceId, string Metadata, bool Cut)
{
    public static LogBody Of(LogLine line) => new(
        line.Position.ToString(), line.Position.Time.UtcDateTime, line.Service, line.Severity, line.ServerId, line.Message, line.ErrorCode, line.ResourceId,
        line.Metadata, line.IsCut);
}

/// <param name="SearchedTo">How far back was looked.</param>
/// <param name="NextCursor">To look further; null when the whole range was looked through.</param>
sealed record LogPage(IReadOnlyList<LogBody> Logs, DateTime SearchedTo, string? NextCursor);

/// <param name="Severities">Of the counts.</param>
/// <param name="Times">The start of each slice, seconds since 1970.</param>
/// <param name="Counts">For each severity one count a slice.</param>
/// <param name="CountedFrom">Before it nothing is counted yet: looking through the rows took too long.</param>
sealed record LogHistogram(int SliceSeconds, IReadOnlyList<long> Times, IReadOnlyList<string> Severities, IReadOnlyList<long[]> Counts, DateTime CountedFrom);
