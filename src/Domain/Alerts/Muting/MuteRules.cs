namespace Grainwatch.Domain.Alerts.Muting;

/// <summary>Everything that keeps notifications back. None of it touches detection: an alert that is muted goes on, and resolves.</summary>
public sealed record MuteRules(
    IReadOnlyList<Silence> Silences, IReadOnlyList<MaintenanceWindow> Windows, IReadOnlyList<Dependency> Dependencies)
{
    public static MuteRules None { get; } = new([], [], []);

    /// <param name="firing">The labels of every alert that fires now, wherever it is routed.</param>
    /// <returns>Why the alert is muted; null when it is not.</returns>
    public MuteReason? ReasonFor(Labels labels, IReadOnlyCollection<Labels> firing, DateTimeOffset now)
    {
        if (Silences.FirstOrDefault(silence => silence.IsActive(now) && silence.Matchers.IsMatch(labels)) is { } silence)
        {
            return new MuteReason(MuteKind.Silence, silence.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (Windows.FirstOrDefault(window => window.Matchers.IsMatch(labels) && window.IsActive(now)) is { } window)
        {
            return new MuteReason(MuteKind.Maintenance, window.Name);
        }

        return Dependencies.FirstOrDefault(dependency => dependency.Child.IsMatch(labels) && firing.Any(parent => dependency.Mutes(parent, labels))) is { } dependency
            ? new MuteReason(MuteKind.Dependency, dependency.Name)
            : null;
    }
}
