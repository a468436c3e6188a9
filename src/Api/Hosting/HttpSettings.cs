using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Api.Hosting;

/// <summary>Limits of the HTTP server.</summary>
public sealed class HttpSettings
{
    /// <summary>The most connections at a time; further ones are closed at once. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How long a stop waits for requests that are under way, in seconds. Default 15.</summary>
    [Range(1, 3600)]
    public int ShutdownSeconds { get; set; } = 15;
}
