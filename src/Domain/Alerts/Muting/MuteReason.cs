namespace Grainwatch.Domain.Alerts.Muting;

public enum MuteKind
{
    Silence,
    Maintenance,
    Dependency,
}

/// <summary>Why nobody was told of an alert.</summary>
/// <param name="By">The silence's id, or the name of the maintenance window or dependency.</param>
public sealed record MuteReason(MuteKind Kind, string By);
