using Grainwatch.Api.Docs;
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
    const string Example =
        """{"timestamp":"2026-11-20 09:15:00","server_id":"srv-7","service":"cart","severity":"ERROR","message":"db timeout","error_code":"E504","resource_id":"r1","metadata":"{}"}""";

    internal static void AddIngest(this WebApplicationBuilder builder)
    {
        builder.AddSettings<IngestOptions>("Ingest");
        builder.AddSettings<MaintenanceOptions>("Maintenance");
        var services = builder.Services;
        services.TryAddSingleton<StorageMetrics>();
        services.AddSingleton<IngestMemory>();
        services.AddSingleton<SeriesRegistry>();
        services.AddSingleton<LogPartitions>();
        services.AddSingleton<TablePartitions>();
        services.AddSingleton<Partitions>();
        services.AddSingleton<GroupCommitter>();
        services.AddSingleton<LogRowReader>();
        services.AddSingleton<EventsEndpoint>();
        services.AddHostedService<SeriesPreload>();
        services.AddSingleton<IPeriodicJob, CompactionJob>();
        services.AddSingleton<IPeriodicJob, RetentionJob>();
        services.AddSingleton<IPeriodicJob, NextDayJob>();
    }

    internal static void MapIngest(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<EventsEndpoint>();
        // The endpoint counts for itself, after decompression.
        app.MapPost("/v0/events", (Delegate)endpoint.HandleAsync).WithBodyLimit(null)
            .WithTags("Events")
            .WithName("PostEvents")
            .WithSummary("Puts rows into a data source; answered once they are committed")
            .WithDescription(
                "JSON values one after the other, or an array of objects, whatever the Content-Type. Rows that do not fit are quarantined. "
                + "The header Idempotency-Key makes a retry safe for 24 hours. Needs DATASOURCES:APPEND of the data source.")
            .WithQuery("name", "The data source.", required: true)
            .WithQuery("wait", "true answers 200, otherwise 202. Both come after the commit.")
            .WithBody("application/x-ndjson", "One object a line.", Example);
    }
}
