using System.Collections.Concurrent;
using System.IO.Compression;
using Grainwatch.Web;

namespace Grainwatch.Api.Page;

/// <summary>Answers the files of the page, compressed where the browser takes it.</summary>
static class PageAnswer
{
    const string IndexName = "index.html";

    static readonly HashSet<string> Names = [.. PageFiles.Names];
    static readonly ConcurrentDictionary<string, byte[]> Compressed = [];

    public static IResult Index(HttpContext context)
    {
        PageHeaders.Set(context.Response);
        // Its name stays the same when what it refers to changes.
        context.Response.Headers.CacheControl = "no-cache";
        return Names.Contains(IndexName) ? File(IndexName, context) : Results.Text(PageMissing.Html, "text/html; charset=utf-8");
    }

    /// <returns>Null when there is no such file.</returns>
    public static IResult? Asset(string name, HttpContext context)
    {
        var path = $"assets/{name}";
        if (!Names.Contains(path))
        {
            return null;
        }

        // The name has a hash of the content.
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        PageHeaders.Set(context.Response);
        return File(path, context);
    }

    static IResult File(string name, HttpContext context)
    {
        context.Response.Headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return Results.Bytes(PageFiles.Read(name), ContentType(name));
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return Results.Bytes(Compressed.GetOrAdd(name, Compress), ContentType(name));
    }

    static byte[] Compress(string name)
    {
        using var small = new MemoryStream();
        using (var gzip = new GZipStream(small, CompressionLevel.SmallestSize))
        {
            gzip.Write(PageFiles.Read(name));
        }

        return small.ToArray();
    }

    static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
}
