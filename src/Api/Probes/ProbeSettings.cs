using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Grainwatch.Api.Probes;

/// <summary>Settings of probes, under <c>Grainwatch:Probes</c>.</summary>
public sealed class ProbeSettings : IValidatableObject
{
    /// <summary>
    /// Networks that probes may reach although they are not public, as <c>10.0.0.0/8</c>. Default none: whoever may define probes could
    /// look around behind the firewall.
    /// </summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Most runs at once, 2 to 10,000. Probes that were slow the last time get half of them, so that they cannot delay the others. Default 512.</summary>
    [Range(2, 10_000)]
    public int MaxConcurrency { get; set; } = 512;

    /// <summary>Most probes that can be defined, 1 to 100,000. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int MaxProbes { get; set; } = 2_000;

    /// <summary>Most bytes of an answer that are read, 1 KB to 64 MB. Default 1 MB.</summary>
    [Range(1_024, 64 * 1_024 * 1_024)]
    public int MaxBodyBytes { get; set; } = 1_024 * 1_024;

    /// <summary>Moves the moments at which probes run within their intervals. Default 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>
    /// Whether the status page, <c>/v1/status</c> and the badges need no token. They show names, states and times, never addresses or
    /// messages. Default false.
    /// </summary>
    public bool PublicStatus { get; set; }

    public IEnumerable<IPNetwork> Networks => AllowedNetworks.Select(IPNetwork.Parse);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AllowedNetworks
        .Where(text => !IPNetwork.TryParse(text, out _))
        .Select(text => new ValidationResult($"'{text}' is no network. Write it as 10.0.0.0/8, with the bits after the prefix zero.", [nameof(AllowedNetworks)]));
}
