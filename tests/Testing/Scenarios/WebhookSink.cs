using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Testing.Scenarios;

/// <summary>Takes webhooks over real HTTP and keeps their bodies.</summary>
sealed class WebhookSink : IAsyncDisposable
{
    readonly HttpListener listener = new();
    readonly ConcurrentQueue<JsonElement> bodies = [];
    readonly Task taking;

    public WebhookSink()
    {
        Url = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}/");
        listener.Prefixes.Add(Url.ToString());
        listener.Start();
        taking = TakeAsync();
    }

    public Uri Url { get; }

    /// <summary>What has come since the last call.</summary>
    public IReadOnlyList<JsonElement> Take()
    {
        List<JsonElement> taken = [];
        while (bodies.TryDequeue(out var body))
        {
            taken.Add(body);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await taking;
    }

    async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                bodies.Enqueue((await JsonDocument.ParseAsync(context.Request.InputStream)).RootElement);
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }
}
