using System.Diagnostics;

namespace Grainwatch.Bench.Probes;

/// <summary>What another process uses, from now on.</summary>
sealed class ProcessMeter : IDisposable
{
    readonly Process process;
    readonly TimeSpan cpu;
    readonly long started = TimeProvider.System.GetTimestamp();

    public ProcessMeter(int id)
    {
        process = Process.GetProcessById(id);
        cpu = process.TotalProcessorTime;
    }

    public double Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    public double CpuShare
    {
        get
        {
            process.Refresh();
            return (process.TotalProcessorTime - cpu) / TimeProvider.System.GetElapsedTime(started);
        }
    }

    public void Dispose() => process.Dispose();
}
