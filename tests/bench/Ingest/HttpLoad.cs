using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Grainwatch.Bench.Ingest;

/// <summary>Sends the same requests over and over on many connections, each waiting for its answer, with as little work as can be.</summary>
/// <param name="interval">From one request of a connection to its next, the connections spread evenly over it; zero sends the next at once.</param>
sealed class HttpLoad(Uri address, string token, byte[][] bodies, TimeSpan interval = default)
{
    readonly byte[][] requests = [.. bodies.Select(body => (byte[])
        [.. Encoding.ASCII.GetBytes(
            $"POST /v0/events?name=system_logs&wait=true HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Length: {body.Length}\r\n\r\n"),
            .. body])];

    long measuringFrom = long.MaxValue;
    long measuringTo = long.MaxValue;

    /// <returns>The times of all answers that came within the measured time.</returns>
    public async Task<TimeSpan[]> RunAsync(int connections, TimeSpan warmUp, TimeSpan measured, Action start, Action end)
    {
        var begin = Stopwatch.GetTimestamp();
        measuringFrom = begin + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        measuringTo = measuringFrom + (long)(measured.TotalSeconds * Stopwatch.Frequency);
        var running = Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(() => SendAsync(connection, interval * connection / connections))));
        await Task.Delay(warmUp);
        start();
        await Task.Delay(measured);
        end();
        return [.. (await running).SelectMany(times => times)];
    }

    async Task<List<TimeSpan>> SendAsync(int connection, TimeSpan first)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        List<TimeSpan> times = new(100_000);
        var answer = new byte[4096];
        var begin = Stopwatch.GetTimestamp();
        for (var number = connection; ; number++)
        {
            // By the schedule, not by the last answer: who is late catches up.
            var early = first + (interval * (number - connection)) - Stopwatch.GetElapsedTime(begin);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early);
            }

            var sent = Stopwatch.GetTimestamp();
            if (sent >= measuringTo)
            {
                return times;
            }

            await SendAsync(socket, requests[number % requests.Length]);
            await ReceiveAsync(socket, answer);
            var now = Stopwatch.GetTimestamp();
            if (now >= measuringFrom && now < measuringTo)
            {
                times.Add(Stopwatch.GetElapsedTime(sent, now));
            }
        }
    }

    static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request)..];
        }
    }

    /// <summary>Every answer ends with its only closing brace.</summary>
    static async ValueTask ReceiveAsync(Socket socket, byte[] answer)
    {
        var length = 0;
        do
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("The server closed the connection.");
            if (!answer.AsSpan(0, length).StartsWith("HTTP/1.1 20"u8))
            {
                throw new InvalidOperationException($"The server refused: {Encoding.UTF8.GetString(answer, 0, length)}");
            }
        }
        while (answer[length - 1] != '}');
    }
}
