namespace Grainwatch.Cli.Tracking;

/// <summary>One simulated event: a row of the data source events.</summary>
/// <param name="Properties">JSON, as text.</param>
sealed record UserEvent(
    string EventId,
    string EventType,
    string UserId,
    string SessionId,
    string Timestamp,
    string Platform,
    string AppVersion,
    string DeviceType,
    string Os,
    string Country,
    string Properties);
