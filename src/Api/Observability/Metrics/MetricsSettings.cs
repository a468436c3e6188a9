namespace Grainwatch.Api.Observability.Metrics;

/// <summary>Who may read <c>/metrics</c>.</summary>
public sealed class MetricsSettings
{
    /// <summary>
    /// Whether everybody may. Default false: without the admin token only this machine may, and not through a proxy, whose requests
    /// come from this machine too.
    /// </summary>
    public bool Open { get; set; }
}
