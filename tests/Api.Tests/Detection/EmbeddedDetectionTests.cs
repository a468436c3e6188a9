using Grainwatch.Api.Detection.Embedded;
using Grainwatch.Api.Jobs;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Jobs;
using Grainwatch.Testing;
using Grainwatch.Testing.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Api.Tests.Detection;

public sealed class EmbeddedEngineTests(PostgresFixture postgres) : DetectionEngineContract(postgres), IClassFixture<PostgresFixture>
{
    protected override async Task<RunningEngine> StartAsync(string connectionString, FakeTime time)
    {
        var server = await GrainwatchServer.StartAsync(connectionString, [], builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            // The test says when to reconcile.
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(PeriodicJobRunner)));
        });
        return new Running(server);
    }

    sealed class Running(GrainwatchServer server) : RunningEngine
    {
        public override IDetectionEngine Engine => server.Services.GetRequiredService<IDetectionEngine>();

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }
}

public sealed class InProcessFeedTests : AnomalyFeedContract
{
    protected override Task<(IAnomalyFeed Publisher, IAnomalyFeed Subscriber)> StartAsync()
    {
        var feed = new InProcessFeed();
        return Task.FromResult<(IAnomalyFeed, IAnomalyFeed)>((feed, feed));
    }
}

public sealed class PeriodicJobRunnerTests : PeriodicJobsContract
{
    readonly FakeTime time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 30, TimeSpan.Zero));

    protected override async Task<IAsyncDisposable> StartAsync(IReadOnlyList<IPeriodicJob> jobs)
    {
        var runner = new PeriodicJobRunner(jobs, time, NullLogger<PeriodicJobRunner>.Instance);
        await runner.StartAsync(CancellationToken.None);
        return new Stopping(runner);
    }

    protected override Task PassAsync(TimeSpan time)
    {
        this.time.Advance(time);
        return Task.CompletedTask;
    }

    sealed class Stopping(BackgroundService service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }
    }
}
