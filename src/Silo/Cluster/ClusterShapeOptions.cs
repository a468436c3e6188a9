using System.Net;

namespace Grainwatch.Silo.Cluster;

/// <summary>How this process takes part in the cluster: <c>Grainwatch:Cluster:*</c>.</summary>
public sealed class ClusterShapeOptions
{
    public const string Section = "Grainwatch:Cluster";

    /// <summary>What this process does: <c>All</c> (the default), <c>Silo</c> (grains only) or <c>Gateway</c> (HTTP only).</summary>
    public ClusterRole Role { get; set; } = ClusterRole.All;

    /// <summary>Processes with the same id on the same database are one cluster. Default <c>grainwatch</c>.</summary>
    public string ClusterId { get; set; } = "grainwatch";

    /// <summary>
    /// The IP address under which the other processes reach this one. Empty, the default: the first address of this machine that is not
    /// loopback.
    /// </summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>The TCP port that silos talk to each other on. Default 11111.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The TCP port that gateways connect to. Default 30000.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Silos probe each other this often, and a probe fails after as long. Default 1 s.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Probes that fail in a row until a silo is held for dead and its series move to the others. Default 4: with
    /// <see cref="ProbeInterval"/> that is four to five seconds, which must be longer than the longest pause of a healthy silo.
    /// </summary>
    public int MissedProbes { get; set; } = 4;

    /// <summary>A series without logs for this long is put away, and rebuilt when it speaks again. Default 15 min; at least 1 min.</summary>
    public TimeSpan IdleSeriesAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The queue of anomalies is asked for new ones this often. Default 20 ms: the live feed across silos is that late.</summary>
    public TimeSpan FeedPollInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <exception cref="InvalidOperationException">A setting makes no sense; the message names it and the fix.</exception>
    public void Validate()
    {
        Check(Enum.IsDefined(Role), nameof(Role), $"'{Role}' is no role", "use All, Silo or Gateway");
        Check(ClusterId.Length is > 0 and <= 150, nameof(ClusterId), "it is empty or too long", "use a name of 1 to 150 characters");
        Check(
            AdvertisedAddress.Length == 0 || (IPAddress.TryParse(AdvertisedAddress, out var address) && !IPAddress.Any.Equals(address)
                && !IPAddress.IPv6Any.Equals(address)),
            nameof(AdvertisedAddress),
            $"'{AdvertisedAddress}' is no address that others can connect to",
            "use an IP address of this machine, or leave it empty");
        Check(SiloPort is > 0 and <= 65535, nameof(SiloPort), $"{SiloPort} is no port", "use 1 to 65535");
        Check(GatewayPort is > 0 and <= 65535, nameof(GatewayPort), $"{GatewayPort} is no port", "use 1 to 65535");
        Check(SiloPort != GatewayPort, nameof(GatewayPort), $"{GatewayPort} is {nameof(SiloPort)} too", "use two different ports");
        Check(
            ProbeInterval >= TimeSpan.FromMilliseconds(200) && ProbeInterval <= TimeSpan.FromMinutes(1),
            nameof(ProbeInterval), $"{ProbeInterval} is out of range", "use 00:00:00.2 to 00:01:00");
        Check(MissedProbes is >= 2 and <= 20, nameof(MissedProbes), $"{MissedProbes} is out of range", "use 2 to 20");
        Check(
            IdleSeriesAge >= TimeSpan.FromMinutes(1) && IdleSeriesAge <= TimeSpan.FromDays(1),
            nameof(IdleSeriesAge), $"{IdleSeriesAge} is out of range", "use 00:01:00 to 1.00:00:00");
        Check(
            FeedPollInterval >= TimeSpan.FromMilliseconds(5) && FeedPollInterval <= TimeSpan.FromSeconds(10),
            nameof(FeedPollInterval), $"{FeedPollInterval} is out of range", "use 00:00:00.005 to 00:00:10");
    }

    static void Check(bool holds, string property, string problem, string fix)
    {
        if (!holds)
        {
            throw new InvalidOperationException(
                $"{Section}:{property} (environment {Section.Replace(":", "__", StringComparison.Ordinal)}__{property}): {problem}; {fix}.");
        }
    }
}
