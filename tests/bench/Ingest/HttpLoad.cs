using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Grainwatch.Bench.Ingest;

/// <summary>
/// Sends the same requests over and over on many connections, each waiting for its answer, with as little work as can be: one thread that
/// serves whichever connection has an answer, so that the machine is left to what is measured.
/// </summary>
/// <param name="interval">From one request of a connection to its next, the connections spread evenly over it; zero sends the next at once.</param>
sealed class HttpLoad(Uri address, string token, byte[][] bodies, TimeSpan interval = default)
{
    readonly byte[][] requests = [.. bodies.Select(body => (byte[])
        [.. Encoding.ASCII.GetBytes(
            $"POST /v0/events?name=system_logs&wait=true HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Length: {body.Length}\r\n\r\n"),
            .. body])];

    /// <returns>The times of all answers that came within the measured time.</returns>
    public async Task<TimeSpan[]> RunAsync(int connections, TimeSpan warmUp, TimeSpan measured, Action start, Action end)
    {
        var running = Task.Factory.StartNew(() => Run(connections, warmUp, measured), TaskCreationOptions.LongRunning);
        await Task.Delay(warmUp);
        start();
        await Task.Delay(measured);
        end();
        return await running;
    }

    TimeSpan[] Run(int connections, TimeSpan warmUp, TimeSpan measured)
    {
        var begin = Stopwatch.GetTimestamp();
        var all = Enumerable.Range(0, connections)
            .Select(number => new Connection(address, requests, number, interval * number / connections, interval)).ToArray();
        var bySocket = all.ToDictionary(connection => connection.Socket);
        List<TimeSpan> times = new(1_000_000);
        List<Socket> ready = [];
        try
        {
            while (Stopwatch.GetElapsedTime(begin) is var now && now < warmUp + measured)
            {
                var next = warmUp + measured;
                foreach (var connection in all.Where(connection => !connection.IsWaiting))
                {
                    if (connection.Due <= now)
                    {
                        connection.Send();
                    }
                    else if (connection.Due < next)
                    {
                        next = connection.Due;
                    }
                }

                // Leaves those that have something to read, and waits for whole milliseconds.
                ready.AddRange(bySocket.Keys);
                Socket.Select(ready, null, null, TimeSpan.FromMilliseconds(Math.Ceiling((next - now).TotalMilliseconds)));
                foreach (var socket in ready)
                {
                    if (bySocket[socket].Receive() is { } time && Stopwatch.GetElapsedTime(begin) is var at && at >= warmUp && at < warmUp + measured)
                    {
                        times.Add(time);
                    }
                }

                ready.Clear();
            }

            return [.. times];
        }
        finally
        {
            Array.ForEach(all, connection => connection.Dispose());
        }
    }

    sealed class Connection : IDisposable
    {
        readonly byte[][] requests;
        readonly byte[] answer = new byte[4096];
        readonly TimeSpan interval;
        int next;
        int received;
        long sent;

        public Connection(Uri address, byte[][] requests, int first, TimeSpan due, TimeSpan interval)
        {
            (this.requests, next, Due, this.interval) = (requests, first, due, interval);
            Socket.Connect(IPAddress.Loopback, address.Port);
        }

        public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public bool IsWaiting { get; private set; }

        /// <summary>When the next request is to be sent, from the begin of the run. By the schedule, not by the last answer: who is late catches up.</summary>
        public TimeSpan Due { get; private set; }

        public void Send()
        {
            ReadOnlySpan<byte> request = requests[next++ % requests.Length];
            sent = Stopwatch.GetTimestamp();
            while (request.Length > 0)
            {
                request = request[Socket.Send(request)..];
            }

            Due += interval;
            IsWaiting = true;
        }

        /// <returns>How long the answer took, or null while it is not whole. Every answer ends with its only closing brace.</returns>
        public TimeSpan? Receive()
        {
            var read = Socket.Receive(answer.AsSpan(received));
            received += read > 0 ? read : throw new IOException("The server closed the connection.");
            if (!answer.AsSpan(0, received).StartsWith("HTTP/1.1 20"u8))
            {
                throw new InvalidOperationException($"The server refused: {Encoding.UTF8.GetString(answer, 0, received)}");
            }

            if (answer[received - 1] != '}')
            {
                return null;
            }

            received = 0;
            IsWaiting = false;
            return Stopwatch.GetElapsedTime(sent);
        }

        public void Dispose() => Socket.Dispose();
    }
}
