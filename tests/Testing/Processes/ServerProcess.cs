using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Grainwatch.Testing.Processes;

/// <summary>A real server process that can be killed, to be started again on the same data and port.</summary>
public sealed class ServerProcess(string assembly, int port, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    static readonly ConcurrentDictionary<int, bool> Given = [];
    static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(90);
    readonly StringBuilder output = new();
    Process? process;

    public const string Token = "a-token-for-tests";

    /// <summary>Where it is reached.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>A program that starts the one it is given, with its arguments, in its own place.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    public Uri Address => new($"http://{Host}:{port}");

    public int Id => process?.Id ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>Whether it ended by itself, or was stopped.</summary>
    public bool HasEnded => process is { HasExited: true };

    /// <summary>What it printed so far, over all its lives.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>
    /// A port that nobody listens on. It is below those that the kernel gives out (net.ipv4.ip_local_port_range), so that nobody is given it
    /// before the server is there, or between two of its lives.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                if (Given.TryAdd(port, true))
                {
                    return port;
                }
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }

    /// <summary>Starts the process and waits until it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message has what it printed.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        string[] command = [.. Launcher, "dotnet", assembly, "--port", $"{port}"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Grainwatch__AdminToken"] = Token;
        // One that is killed would leave the sockets of its debugger in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(client, cancellationToken))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > ReadyTimeout)
            {
                throw new InvalidOperationException($"The server is not ready. It printed:\n{Output}");
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>kill -9: the process gets no say.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task StopAsync()
    {
        if (process is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process?.Dispose();
    }

    static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (output)
        {
            output.AppendLine(line.Data);
        }
    }
}
