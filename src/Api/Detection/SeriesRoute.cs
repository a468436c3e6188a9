using System.Text;
using Grainwatch.Api.Errors;
using Grainwatch.Domain.Series;
using Microsoft.AspNetCore.Http.Features;

namespace Grainwatch.Api.Detection;

/// <summary>Reads the series that the last two segments of a path name.</summary>
static class SeriesRoute
{
    public const string Pattern = "/{service}/{severity}";

    /// <summary>
    /// From the path as it was sent: routing decodes every escape but <c>%2F</c>, after which a '/' in a name and the text "%2F" look the same.
    /// </summary>
    /// <exception cref="ApiException">400: a part cannot be the name of a service or severity.</exception>
    public static SeriesKey Read(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var segments = (query < 0 ? target : target[..query]).TrimEnd('/').Split('/');
        return new SeriesKey(
            Names.Check("service", Uri.UnescapeDataString(segments[^2])), Names.Check("severity", Uri.UnescapeDataString(segments[^1])));
    }
}

/// <summary>Checks names that come from outside before Postgres sees them.</summary>
static class Names
{
    /// <exception cref="ApiException">400: no service or severity can have this name.</exception>
    public static string Check(string field, string name) =>
        name.Contains('\0', StringComparison.Ordinal)
            ? throw new ApiException(StatusCodes.Status400BadRequest, $"{field} contains U+0000, which no text here can. Leave it out.")
            : Encoding.UTF8.GetByteCount(name) > SeriesKey.MaxPartBytes
                ? throw new ApiException(StatusCodes.Status400BadRequest, $"{field} is longer than {SeriesKey.MaxPartBytes} bytes. Use a shorter name.")
                : name;
}
