using Grainwatch.Domain.Probes;
using Grainwatch.Domain.ResponseTimes;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>A probe of this process, with what it knows of its target.</summary>
sealed class WatchedProbe(Probe probe, ProbeMonitor monitor)
{
    ResponseTimeModel? trained;

    public Probe Probe => probe;

    public ProbeMonitor Monitor => monitor;

    /// <summary>When it is to run next even if its schedule says later; null when the schedule alone says when.</summary>
    public DateTimeOffset? RunBy { get; set; }

    /// <summary>Whether a training is on its way; it is asked for by the run, and answered by the trainer.</summary>
    public bool IsTraining { get; set; }

    /// <summary>From another thread: the next run takes it.</summary>
    public void Offer(ResponseTimeModel model) => Volatile.Write(ref trained, model);

    /// <summary>Takes a model that was trained meanwhile.</summary>
    public void TakeModel()
    {
        if (Interlocked.Exchange(ref trained, null) is { } model)
        {
            monitor.ResponseTimes.Use(model);
            IsTraining = false;
        }
    }
}
