using System.Runtime.InteropServices;

namespace Grainwatch.Api.Hosting;

/// <summary>Runs a process from its first line to its exit code.</summary>
public static class Launcher
{
    /// <param name="run">Gets a token that SIGTERM, SIGINT (Ctrl-C) and SIGQUIT cancel, from before the host exists.</param>
    /// <returns>0 when it was stopped, 1 when it could not start: then one line on stderr says why.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> run)
    {
        using var stopping = new CancellationTokenSource();
        // Without these a Ctrl-C while Postgres starts would end us at once, and nobody would take it down in order.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop);
        try
        {
            await run(stopping.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"grainwatch: {StartupProblem.Describe(exception)}");
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }
}
