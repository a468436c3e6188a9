using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Grainwatch.Testing.Network;

/// <summary>Stands between a client and Postgres, and cuts the line at a chosen word of Postgres' answers, before the client hears it.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly UnixDomainSocketEndPoint postgres;
    readonly Task accepting;
    byte[]? cutAt;
    int cuts;

    public CuttingProxy(string connectionString)
    {
        var direct = new NpgsqlConnectionStringBuilder(connectionString);
        postgres = new UnixDomainSocketEndPoint(Path.Combine(direct.Host!, $".s.PGSQL.{direct.Port}"));
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Cuts once, at the next answer that holds the command tag.</summary>
    public void CutAt(string tag) => Volatile.Write(ref cutAt, Encoding.ASCII.GetBytes(tag));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        List<Task> lines = [];
        try
        {
            while (true)
            {
                lines.Add(ForwardAsync(await listener.AcceptSocketAsync(stopping.Token)));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    async Task ForwardAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                await server.ConnectAsync(postgres, stopping.Token);
                await Task.WhenAny(PumpAsync(client, server, watch: false), PumpAsync(server, client, watch: true));
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException)
            {
            }
        }
    }

    async Task PumpAsync(Socket from, Socket to, bool watch)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stopping.Token) is var read and > 0)
            {
                if (watch && Volatile.Read(ref cutAt) is { } tag && buffer.AsSpan(0, read).IndexOf(tag) >= 0
                    && Interlocked.CompareExchange(ref cutAt, null, tag) == tag)
                {
                    Interlocked.Increment(ref cuts);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), stopping.Token);
            }
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
