using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Grainwatch.Silo.Cluster;

/// <summary>How this process takes part in the cluster.</summary>
public sealed class ClusterSettings : IValidatableObject
{
    /// <summary>What this process does: <c>All</c> (the default), <c>Silo</c> (grains only) or <c>Gateway</c> (HTTP only).</summary>
    public ClusterRole Role { get; set; } = ClusterRole.All;

    /// <summary>Processes with the same id on the same database are one cluster. Default <c>grainwatch</c>.</summary>
    [Required]
    [StringLength(150)]
    public string ClusterId { get; set; } = "grainwatch";

    /// <summary>
    /// The IP address of this machine under which the other processes reach this one, and which it listens on. Default: the first one
    /// that is not loopback.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>The TCP port that silos talk to each other on. Default 11111. It knows no token: keep it inside the cluster's network.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The TCP port that processes of role <c>Gateway</c> connect to. Default 30000. It knows no token either.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Silos probe each other this often, in milliseconds, and a probe fails after as long. Default 1000.</summary>
    [Range(200, 60_000)]
    public int ProbeMilliseconds { get; set; } = 1000;

    /// <summary>
    /// Probes that fail in a row until a silo is held for dead and its series move to the others. Default 4: with
    /// <see cref="ProbeMilliseconds"/> that is four to five seconds, which must be longer than the longest pause of a healthy silo.
    /// </summary>
    [Range(2, 20)]
    public int MissedProbes { get; set; } = 4;

    /// <summary>A series without logs for this many minutes is put away, and rebuilt when it speaks again. Default 15.</summary>
    [Range(1, 1440)]
    public int IdleMinutes { get; set; } = 15;

    /// <summary>How often the queue of anomalies is asked for new ones, in milliseconds. Default 20: the live feed is that late.</summary>
    [Range(5, 10_000)]
    public int FeedPollMilliseconds { get; set; } = 20;

    /// <summary>
    /// How long a process that is told to stop still takes requests, in seconds, while its readiness says no. Behind a load balancer: a
    /// little longer than the balancer takes to notice. It is part of <c>Grainwatch__Http__ShutdownSeconds</c>. Default 0.
    /// </summary>
    [Range(0, 300)]
    public int DrainSeconds { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdvertisedAddress is not null
            && (!IPAddress.TryParse(AdvertisedAddress, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            yield return new ValidationResult(
                $"'{AdvertisedAddress}' is no address that others can connect to: set an IP address of this machine, or nothing.",
                [nameof(AdvertisedAddress)]);
        }

        if (SiloPort == GatewayPort)
        {
            yield return new ValidationResult(
                $"It is {GatewayPort}, and so is {nameof(SiloPort)}: set two different ports.", [nameof(GatewayPort)]);
        }
    }
}
