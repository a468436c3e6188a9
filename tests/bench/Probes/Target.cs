using System.Net;
using System.Net.Sockets;

namespace Grainwatch.Bench.Probes;

/// <summary>An HTTP server that does as little as it can: what is measured is the one who asks.</summary>
sealed class Target : IAsyncDisposable
{
    static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray();
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly TimeSpan latency;
    readonly Task accepting;

    public Target(TimeSpan latency)
    {
        this.latency = latency;
        listener.Start(backlog: 1024);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Stop();
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptSocketAsync(stopping.Token));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                await client.ReceiveAsync(new byte[4096], stopping.Token);
                await Task.Delay(latency, TimeProvider.System, stopping.Token);
                await client.SendAsync(Answer, stopping.Token);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
            }
        }
    }
}
