using System.Diagnostics;
using System.Threading.Channels;

namespace Grainwatch.Cli.Tests.Support;

/// <summary>The <c>grainwatch</c> command as a process, its output read line by line.</summary>
sealed class Command : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    readonly List<string> seen = [];

    public Command(params string[] arguments)
    {
        process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [typeof(CliProgram).Assembly.Location, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Seen => seen;

    /// <summary>Reads on until a line that contains all the texts.</summary>
    public async Task<string> UntilAsync(params string[] texts)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(patience.Token))
            {
                seen.Add(line);
                if (texts.All(text => line.Contains(text, StringComparison.Ordinal)))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
        }

        throw new InvalidOperationException($"It did not print '{string.Join("' and '", texts)}'. It printed:\n{string.Join('\n', seen)}");
    }

    /// <summary>Everything that it prints until it ends, on both outputs.</summary>
    public async Task<string> OutputAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        lines.Writer.Complete();
        await foreach (var line in lines.Reader.ReadAllAsync())
        {
            seen.Add(line);
        }

        return string.Join('\n', seen);
    }

    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    void Keep(string? line)
    {
        if (line is not null)
        {
            lines.Writer.TryWrite(line);
        }
    }
}
