using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Grainwatch.Api.Hosting;

/// <summary>Limits of the HTTP server.</summary>
public sealed class HttpSettings : IValidatableObject
{
    /// <summary>The most connections at a time; further ones are closed at once. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How long a stop waits for requests that are under way, in seconds. Default 15.</summary>
    [Range(1, 3600)]
    public int ShutdownSeconds { get; set; } = 15;

    /// <summary>
    /// The networks of proxies, such as <c>10.0.0.0/8</c>, whose <c>X-Forwarded-For</c> is believed: it says whose tokens that are not valid
    /// are counted together. Default none: the address of the connection counts.
    /// </summary>
    public IList<string> TrustedProxies { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedProxies
        .Where(text => !IPNetwork.TryParse(text, out _))
        .Select(text => new ValidationResult($"'{text}' is no network. Write it as address/bits, such as 10.0.0.0/8.", [nameof(TrustedProxies)]));
}
