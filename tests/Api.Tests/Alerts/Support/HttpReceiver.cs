using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Api.Tests.Alerts.Support;

/// <summary>A receiver over real HTTP that keeps what it gets, and fails, hangs or recovers as told.</summary>
sealed class HttpReceiver : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<ReceivedPost> posts = new();
    readonly SemaphoreSlim arrived = new(0);

    HttpReceiver(WebApplication app) => this.app = app;

    /// <summary>What happens to a request; by default it is answered 200. The post is kept before this runs.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<ReceivedPost> Posts => [.. posts];

    public Uri Url => new($"{app.Urls.Single()}/hook");

    /// <summary>A webhook to it, as the API takes it.</summary>
    public string Spec => $$$"""{"webhook": {"url": "{{{Url}}}"}}""";

    public static async Task<HttpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new HttpReceiver(app);
        app.MapPost("/{**path}", receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so many posts have come in all.</summary>
    public async Task<IReadOnlyList<ReceivedPost>> WaitForAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (posts.Count < count)
        {
            await arrived.WaitAsync(patience.Token);
        }

        return Posts;
    }

    async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        posts.Enqueue(new ReceivedPost(
            context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
        arrived.Release();
        await Answer(context);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        arrived.Dispose();
    }
}

sealed record ReceivedPost(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }
}
