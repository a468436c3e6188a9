using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Api.RateLimits;

/// <summary>How many requests one token may make.</summary>
public sealed class RateLimitSettings
{
    /// <summary>Requests a second to <c>/v0/events</c>, for each token and data source. Default 0: no limit.</summary>
    [Range(0, 1_000_000)]
    public int EventsPerSecond { get; set; }
}
