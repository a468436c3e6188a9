using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;
using Grainwatch.Domain.Jobs;
using Grainwatch.Storage;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Maintenance;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grainwatch.Api.Ingest;

/// <summary>The way of a log, and the jobs that keep history tidy.</summary>
public static class IngestExtensions
{
    internal static void AddIngest(this WebApplicationBuilder builder)
    {
        builder.AddSettings<IngestOptions>("Ingest");
        builder.AddSettings<MaintenanceOptions>("Maintenance");
        var services = builder.Services;
        services.TryAddSingleton<StorageMetrics>();
        services.AddSingleton<IngestMemory>();
        services.AddSingleton<SeriesRegistry>();
        services.AddSingleton<LogPartitions>();
        services.AddSingleton<GroupCommitter>();
        services.AddSingleton<LogRowReader>();
        services.AddSingleton<EventsEndpoint>();
        services.AddHostedService<SeriesPreload>();
        services.AddSingleton<IPeriodicJob, CompactionJob>();
        services.AddSingleton<IPeriodicJob, RetentionJob>();
    }

    internal static void MapIngest(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<EventsEndpoint>();
        // The endpoint counts for itself, after decompression.
        app.MapPost("/v0/events", endpoint.HandleAsync).WithBodyLimit(null);
    }
}
