using System.Text.Json;

namespace Grainwatch.Storage.Alerts;

/// <summary>What became of an anomaly: how it went, who looked after it, who was told and who was not.</summary>
public sealed record AnomalyHistory(
    IReadOnlyList<AnomalyTransition> Transitions,
    IReadOnlyList<Acknowledgement> Acknowledgements,
    IReadOnlyList<SuppressionNote> Suppressions,
    IReadOnlyList<NotificationNote> Notifications);

public sealed record AnomalyTransition(string Kind, DateTimeOffset At, long Observed, long Peak, string Tier);

public sealed record Acknowledgement(string By, string Comment, DateTimeOffset At);

/// <param name="Kind">silence, maintenance or dependency.</param>
/// <param name="By">Which one.</param>
public sealed record SuppressionNote(string Receiver, string Kind, string By, DateTimeOffset At);

/// <param name="State">pending, delivered or dead.</param>
/// <param name="NextAttemptAt">Null when it came to an end.</param>
public sealed record NotificationNote(
    Guid Id,
    string Receiver,
    string Reason,
    string State,
    DateTimeOffset CreatedAt,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? FinishedAt)
{
    /// <summary>Every attempt; null where they were not asked for.</summary>
    public IReadOnlyList<AttemptNote>? Log { get; init; }

    /// <summary>All that it says; null where it was not asked for.</summary>
    public JsonElement? Message { get; init; }
}

/// <param name="Problem">Null when it was delivered.</param>
public sealed record AttemptNote(DateTimeOffset At, int Milliseconds, string? Problem, string Detail);

/// <param name="Notified">Of how many somebody was told.</param>
/// <param name="MeanSeconds">How long those that have resolved lasted.</param>
public sealed record AnomalyCount(DateOnly Day, string Service, string Reason, long Count, long Notified, double MeanSeconds);
