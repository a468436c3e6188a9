using Grainwatch.Api.Hosting;
using Grainwatch.Api.Ingest;
using Grainwatch.Api.Settings;
using Grainwatch.Domain.Jobs;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Projects;

namespace Grainwatch.Api.Pipes;

/// <summary>Queries: what they run on, and the endpoints of pipes.</summary>
public static class PipesExtensions
{
    internal static void AddPipes(this WebApplicationBuilder builder)
    {
        builder.AddSettings<PipesOptions>("Pipes");
        var services = builder.Services;
        services.AddSingleton<ProjectCatalogue>();
        services.AddSingleton(s => new QueryConnections(s.GetRequiredService<RunningDatabase>().ConnectionString, s.GetRequiredService<PipesOptions>()));
        services.AddSingleton<ReaderRole>();
        services.AddSingleton<QueryPlanner>();
        services.AddSingleton<QueryRunner>();
        services.AddSingleton<PipeRunner>();
        services.AddSingleton<CallerRoles>();
        services.AddSingleton<SqlRunner>();
        services.AddSingleton<ProjectDeployer>();
        services.AddSingleton<PipeEndpoint>();
        services.AddSingleton<IIngestSources, CatalogueSources>();
        services.AddSingleton<IPeriodicJob, SourceRetentionJob>();
    }

    internal static void MapPipes(this WebApplication app)
    {
        app.MapPipesApi();
        app.MapDataSourcesApi();
        app.MapSqlApi();
    }
}
