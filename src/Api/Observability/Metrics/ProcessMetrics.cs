using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Grainwatch.Api.Observability.Metrics;

/// <summary>What Prometheus' own clients tell about a process, under the names that dashboards know. CPU and memory come with the runtime's.</summary>
sealed class ProcessMetrics : IDisposable
{
    public const string MeterName = "Process";

    readonly Meter meter = new(MeterName);

    public ProcessMetrics()
    {
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge("process_start_time", () => started, "s", "When the process started, in seconds since 1970.");
        meter.CreateObservableGauge("process_open_fds", OpenFiles, description: "Open file descriptors.");
        meter.CreateObservableGauge("process_resident_memory", () => Environment.WorkingSet, "By", "Resident memory.");
        meter.CreateObservableCounter("process_cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "CPU time, of the user and the system.");
    }

    public void Dispose() => meter.Dispose();

    static int OpenFiles() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
}
