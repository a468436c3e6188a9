using Grainwatch.Api.Detection;

namespace Grainwatch.Api.Hosting;

/// <summary>The four parts that differ by shape, for one process that does everything itself.</summary>
public static class EmbeddedShape
{
    public static WebApplicationBuilder AddEmbeddedShape(this WebApplicationBuilder builder)
    {
        builder.AddEmbeddedDetection();
        return builder;
    }
}
