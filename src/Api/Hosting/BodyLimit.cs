using Microsoft.AspNetCore.Http.Metadata;

namespace Grainwatch.Api.Hosting;

/// <summary>The largest request body that an endpoint reads, before decompression. A larger one is answered with 413.</summary>
public sealed class BodyLimit(long? bytes) : IRequestSizeLimitMetadata
{
    /// <summary>For endpoints that name none: what a form or a small JSON document needs.</summary>
    public const long Default = 1 << 20;

    /// <summary>Null is no limit.</summary>
    public long? MaxRequestBodySize => bytes;
}

public static class BodyLimitExtensions
{
    public static T WithBodyLimit<T>(this T endpoint, long? bytes) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new BodyLimit(bytes));
}
