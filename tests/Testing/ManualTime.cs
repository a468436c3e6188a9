namespace Grainwatch.Testing;

/// <summary>A calendar that stands still until it is set. Waits and timers take real time.</summary>
public sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
