using Grainwatch.Api.Auth;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Grainwatch.Api.Health;

static class HealthExtensions
{
    /// <summary>Features add their own checks to the same builder: <c>builder.Services.AddHealthChecks().AddCheck&lt;T&gt;(name)</c>.</summary>
    public static void AddHealth(this WebApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck<PostgresCheck>("postgres");

    /// <summary>Live: the process answers. Ready: every check says that requests can be served.</summary>
    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("/health").WithMetadata(new OpenToAll());
        health.MapHealthChecks("/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = HealthAnswer.WriteAsync });
        health.MapHealthChecks("/ready", new HealthCheckOptions { ResponseWriter = HealthAnswer.WriteAsync });
    }
}
