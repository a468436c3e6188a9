using Grainwatch.Api.Detection;
using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Domain.Detection;
using Grainwatch.Grains.Jobs;
using Grainwatch.Testing;
using Grainwatch.Testing.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Grainwatch.Cluster.Tests.Contracts;

/// <summary>Two silos; the engine of the first one is asked, so that about half of the series are with the other.</summary>
public sealed class GrainDetectionEngineTests(PostgresFixture postgres) : DetectionEngineContract(postgres), IClassFixture<PostgresFixture>
{
    protected override async Task<RunningEngine> StartAsync(string connectionString, FakeTime time) =>
        new Running(await SiloCluster.StartAsync(connectionString, silos: 2, builder =>
        {
            // The test's clock for what is ours; Orleans' own beats go on.
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            // The test says when to reconcile, and when there are other thresholds: until then a silo has read none.
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(JobStarter)));
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(ThresholdListener)));
        }));

    sealed class Running(SiloCluster cluster) : RunningEngine
    {
        public override IDetectionEngine Engine => cluster.Silos[0].Service<IDetectionEngine>();

        public override ValueTask DisposeAsync() => cluster.DisposeAsync();
    }
}
