using System.Net;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Observability.Metrics;

static class MetricsExtensions
{
    public static void AddPrometheus(this WebApplicationBuilder builder)
    {
        builder.AddSettings<MetricsSettings>("Metrics");
        builder.Services.AddSingleton<ProcessMetrics>();
        builder.Services.AddSingleton<MetricsRegistry>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MetricsRegistry>());
    }

    public static void MapPrometheus(this WebApplication app)
    {
        app.Services.GetRequiredService<ProcessMetrics>();
        var settings = app.Services.GetRequiredService<MetricsSettings>();
        var registry = app.Services.GetRequiredService<MetricsRegistry>();
        app.MapGet("/metrics", (HttpContext context) =>
        {
            if (IsProxied(context) || !(settings.Open || IsLocal(context)))
            {
                context.Caller().Demand(Scope.Admin);
            }

            return Results.Text(registry.Read(), PrometheusText.ContentType);
        }).ExcludeFromDescription();
    }

    static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    static bool IsProxied(HttpContext context) =>
        context.Request.Headers.ContainsKey("X-Forwarded-For") || context.Request.Headers.ContainsKey("Forwarded");
}
