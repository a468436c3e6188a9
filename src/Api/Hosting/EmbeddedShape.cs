using Grainwatch.Api.Detection;
using Grainwatch.Api.Probes;
using Grainwatch.Api.Processes;

namespace Grainwatch.Api.Hosting;

/// <summary>The four parts that differ by shape, for one process that does everything itself.</summary>
public static class EmbeddedShape
{
    public static WebApplicationBuilder AddEmbeddedShape(this WebApplicationBuilder builder)
    {
        builder.AddEmbeddedDetection();
        builder.AddEmbeddedProbes();
        builder.Services.AddSingleton(new Shape("embedded", Dashboard: null));
        return builder;
    }
}
