namespace Grainwatch.Cli.Shop;

/// <summary>One simulated log: a row of the data source system_logs.</summary>
/// <param name="Metadata">JSON, as text.</param>
sealed record ShopLog(
    string Timestamp,
    string ServerId,
    string Service,
    string Severity,
    string Message,
    string ErrorCode,
    string ResourceId,
    string Metadata);
