namespace Grainwatch.Api.Probes.Status;

/// <summary>One word for all probes.</summary>
static class Overall
{
    public static string Of(IReadOnlyList<ProbeStatus> probes)
    {
        var active = probes.Where(probe => probe.State != "paused").ToList();
        return active.Exists(probe => probe.State is "down" or "unreachable") ? "down"
            : active.Exists(probe => probe.Latest is { Tier.Length: > 0 }) ? "slow"
            : active.Exists(probe => probe.State == "up") ? "up"
            : "unknown";
    }
}
