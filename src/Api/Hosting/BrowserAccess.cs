using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Hosting;

/// <summary>Lets pages of other origins call the API (CORS). Tokens are never sent by a browser on its own, so every origin may be let in.</summary>
static class BrowserAccess
{
    public static void AddBrowserAccess(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<CorsSettings>("Cors");
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(settings.Origins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    public static void UseBrowserAccess(this WebApplication app) => app.UseCors();
}
