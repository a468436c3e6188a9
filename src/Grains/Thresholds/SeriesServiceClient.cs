using Orleans.Runtime.Services;

namespace Grainwatch.Grains.Thresholds;

public sealed class SeriesServiceClient(IServiceProvider services) : GrainServiceClient<ISeriesService>(services)
{
    public ISeriesService On(SiloAddress silo) => GetGrainService(silo);
}
