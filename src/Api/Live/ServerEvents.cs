using System.Text;

namespace Grainwatch.Api.Live;

/// <summary>Writes server-sent events.</summary>
static class ServerEvents
{
    /// <summary>A line that says nothing keeps proxies from ending a silent connection.</summary>
    public static readonly ReadOnlyMemory<byte> Nothing = ":\n\n"u8.ToArray();

    public static void Begin(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        // nginx would otherwise collect events until a buffer is full.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    public static ReadOnlyMemory<byte> Event(string name, string json) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {json}\n\n");

    public static async Task SendAsync(this HttpResponse response, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
