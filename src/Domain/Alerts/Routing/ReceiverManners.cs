using Grainwatch.Domain.Alerts.Grouping;

namespace Grainwatch.Domain.Alerts.Routing;

/// <summary>How a receiver wants to be treated, whichever route leads to it.</summary>
public sealed record ReceiverManners
{
    /// <inheritdoc cref="GroupPolicy.Cooldown"/>
    public TimeSpan Cooldown { get; init; } = TimeSpan.Zero;

    /// <inheritdoc cref="GroupPolicy.SendResolved"/>
    public bool SendResolved { get; init; } = true;

    public FlapDamping Flapping { get; init; } = new();
}
