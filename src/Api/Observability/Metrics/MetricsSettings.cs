namespace Grainwatch.Api.Observability.Metrics;

/// <summary>Who may read <c>/metrics</c>.</summary>
public sealed class MetricsSettings
{
    /// <summary>
    /// Whether everybody may who reaches this process itself. Default false: without the admin token only this machine may. What comes
    /// through a proxy (it has a header <c>X-Forwarded-For</c> or <c>Forwarded</c>) needs the admin token either way.
    /// </summary>
    public bool Open { get; set; }
}
