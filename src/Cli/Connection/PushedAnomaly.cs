namespace Grainwatch.Cli.Connection;

/// <summary>An anomaly as the server pushes it.</summary>
/// <param name="State">firing or resolved.</param>
/// <param name="Count">Logs in the minute when it fired.</param>
sealed record PushedAnomaly(
    long Id,
    string Service,
    string Severity,
    string State,
    string Reason,
    long Count,
    double Threshold,
    long Peak,
    DateTime FirstMinute,
    DateTime LastMinute,
    DateTime FiredAt,
    DateTime? ResolvedAt,
    PushedEvidence? Details);

/// <summary>What a detector went by, as far as it is shown.</summary>
/// <param name="Why">A sentence.</param>
sealed record PushedEvidence(string? Why);
