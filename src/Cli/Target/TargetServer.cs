using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Grainwatch.Cli.Target;

/// <summary>
/// An HTTP server on this machine to point probes at: it answers as it is told to. <c>GET /</c> is what is probed; <c>POST /script</c> with the
/// parameters <c>latency_ms</c> and <c>status</c> says how to answer from then on.
/// </summary>
sealed class TargetServer : IAsyncDisposable
{
    readonly HttpListener listener = new();
    readonly CancellationTokenSource stopping = new();
    readonly TimeProvider time;
    readonly Task serving;

    /// <param name="port">0 takes a free one.</param>
    public TargetServer(int port, TimeProvider time)
    {
        this.time = time;
        Url = new Uri($"http://127.0.0.1:{(port == 0 ? FreePort() : port)}/");
        listener.Prefixes.Add(Url.ToString());
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>How the next request is answered.</summary>
    public TargetScript Script { get; set; } = TargetScript.Well;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Close();
        await serving;
        stopping.Dispose();
    }

    async Task ServeAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await listener.GetContextAsync());
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            if (context.Request is { HttpMethod: "POST", Url.AbsolutePath: "/script" })
            {
                Change(context);
            }
            else
            {
                var script = Script;
                await Task.Delay(script.Latency, time, stopping.Token);
                context.Response.StatusCode = script.Status;
            }

            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever asked has hung up, or we are closing.
        }
    }

    void Change(HttpListenerContext context)
    {
        var query = context.Request.QueryString;
        var known = Script;
        if (TryRead(query["latency_ms"], (int)known.Latency.TotalMilliseconds, 0, 600_000, out var latency)
            && TryRead(query["status"], known.Status, 100, 599, out var status))
        {
            Script = new TargetScript(TimeSpan.FromMilliseconds(latency), status);
            context.Response.StatusCode = 204;
        }
        else
        {
            context.Response.StatusCode = 400;
        }
    }

    static bool TryRead(string? text, int otherwise, int least, int most, out int number)
    {
        number = otherwise;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
    }

    static int FreePort()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        return ((IPEndPoint)taken.LocalEndpoint).Port;
    }
}

/// <summary>How a target answers.</summary>
sealed record TargetScript(TimeSpan Latency, int Status)
{
    public static TargetScript Well { get; } = new(TimeSpan.FromMilliseconds(20), 200);

    public static TargetScript Failing { get; } = Well with { Status = 503 };

    public static TargetScript Slow { get; } = Well with { Latency = TimeSpan.FromMilliseconds(700) };
}
