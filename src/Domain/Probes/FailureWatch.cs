namespace Grainwatch.Domain.Probes;

/// <summary>
/// Decides from the outcomes of a probe's runs whether its target is down: <paramref name="fail"/> of the last runs must fail, and
/// <paramref name="recover"/> must succeed before it counts as up again. Outcomes from before a change of state have no say in the next.
/// </summary>
public sealed class FailureWatch(NOfM fail, NOfM recover)
{
    // Newest in the lowest bit; a set bit is a failure.
    ulong outcomes;
    int known;

    public ProbeState State { get; private set; }

    /// <summary>Failed runs among those that count at the moment.</summary>
    public int Failures => Among(failures: true, fail.Window);

    /// <summary>Takes up where an earlier process left off.</summary>
    public void Restore(bool down) => Enter(down ? ProbeState.Down : ProbeState.Unknown);

    /// <param name="parentFails">Whether a probe that this one depends on fails: then no failure makes it down.</param>
    /// <returns>Whether the state changed.</returns>
    public bool Observe(bool succeeded, bool parentFails)
    {
        outcomes = (outcomes << 1) | (succeeded ? 0UL : 1UL);
        known = Math.Min(known + 1, NOfM.MaxWindow);
        var next = Next(succeeded, parentFails);
        if (next == State)
        {
            return false;
        }

        Enter(next);
        return true;
    }

    ProbeState Next(bool succeeded, bool parentFails) => State switch
    {
        ProbeState.Down => Among(failures: false, recover.Window) >= recover.Count ? ProbeState.Up : ProbeState.Down,
        // Once the parent works again, the child has to show anew that it fails by itself.
        ProbeState.Unreachable when !parentFails => succeeded ? ProbeState.Up : ProbeState.Unknown,
        ProbeState.Unreachable => Among(failures: false, recover.Window) >= recover.Count ? ProbeState.Up : ProbeState.Unreachable,
        _ when Among(failures: true, fail.Window) >= fail.Count => parentFails ? ProbeState.Unreachable : ProbeState.Down,
        _ => succeeded ? ProbeState.Up : State,
    };

    int Among(bool failures, int window)
    {
        var counted = Math.Min(window, known);
        var mask = counted == 64 ? ulong.MaxValue : (1UL << counted) - 1;
        return System.Numerics.BitOperations.PopCount((failures ? outcomes : ~outcomes) & mask);
    }

    void Enter(ProbeState next)
    {
        // From unknown to up nothing is forgotten: a failure before the first success counts.
        if (next != ProbeState.Up || State is ProbeState.Down or ProbeState.Unreachable)
        {
            (outcomes, known) = (0, 0);
        }

        State = next;
    }
}
