using Grainwatch.Api.Activity;
using Grainwatch.Api.Alerts;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Auth.Sessions;
using Grainwatch.Api.Auth.Tokens;
using Grainwatch.Api.Deployments;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Docs;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Files;
using Grainwatch.Api.Health;
using Grainwatch.Api.Ingest;
using Grainwatch.Api.Live;
using Grainwatch.Api.Logs;
using Grainwatch.Api.Observability.Metrics;
using Grainwatch.Api.Page;
using Grainwatch.Api.Pipes;
using Grainwatch.Api.Probes;
using Grainwatch.Api.Processes;
using Grainwatch.Api.RateLimits;
using Grainwatch.Api.Rules;
using Grainwatch.Api.Sources;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grainwatch.Api.Hosting;

/// <summary>Everything that both shapes serve. A feature is one line here, and one for its routes.</summary>
public static class GrainwatchApi
{
    /// <summary>Wants the database of <see cref="DatabaseExtensions.AddDatabaseAsync"/> and the parts that differ by shape beside it.</summary>
    public static WebApplicationBuilder AddGrainwatchApi(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddHttpServer();
        builder.AddErrors();
        builder.AddBrowserAccess();
        builder.AddTokens();
        builder.AddRateLimits();
        builder.AddHealth();
        builder.AddPrometheus();
        builder.AddIngest();
        builder.AddPipes();
        builder.AddDeployments();
        builder.AddFiles();
        builder.AddProjectTokens();
        builder.AddDetection();
        builder.AddProbes();
        builder.AddOpenApiDocument();
        builder.AddAlerts();
        builder.AddRules();
        builder.AddLogs();
        builder.AddActivity();
        builder.AddProcesses();
        builder.AddSources();
        builder.AddLive();
        return builder;
    }

    /// <summary>What a process serves that takes no part in the API: its health and its metrics.</summary>
    public static WebApplication MapGrainwatchOperations(this WebApplication app)
    {
        // The order is the order of a request: errors are caught around everything, the token is known before any endpoint runs.
        app.UseClientAddress();
        app.UseErrors();
        app.UseRouting();
        app.UseBrowserAccess();
        app.UseTokens();
        app.MapHealth();
        app.MapPrometheus();
        return app;
    }

    public static WebApplication MapGrainwatchApi(this WebApplication app)
    {
        app.MapGrainwatchOperations();
        app.MapIngest();
        app.MapPipes();
        app.MapDeployments();
        app.MapFiles();
        app.MapTokens();
        app.MapDetection();
        app.MapProbes();
        app.MapDocs();
        app.MapAlerts();
        app.MapRules();
        app.MapSessions();
        app.MapLogs();
        app.MapActivity();
        app.MapProcesses();
        app.MapSources();
        app.MapLive();
        app.MapPage();
        return app;
    }
}
