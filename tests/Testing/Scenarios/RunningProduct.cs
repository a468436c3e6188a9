namespace Grainwatch.Testing.Scenarios;

/// <summary>The whole product, running in one of its shapes on the test's clock.</summary>
public abstract class RunningProduct : IAsyncDisposable
{
    /// <summary>What scenarios want to be set: short waits between looks, so that little of the test's clock is needed for them.</summary>
    public static IReadOnlyList<string> Settings { get; } =
        ["Grainwatch:Alerts:PollMilliseconds=50", "Grainwatch:Rules:PollSeconds=1", $"Grainwatch:Rules:DelaySeconds={JudgedAfter.TotalSeconds}"];

    /// <summary>So long after its end a minute is judged.</summary>
    public static TimeSpan JudgedAfter => TimeSpan.FromSeconds(15);

    /// <summary>To a process that runs now, with the admin token.</summary>
    public abstract HttpClient Client { get; }

    /// <summary>Ends the process that judges and tells, and lets another one do it.</summary>
    public abstract Task MoveAsync();

    public abstract ValueTask DisposeAsync();
}
