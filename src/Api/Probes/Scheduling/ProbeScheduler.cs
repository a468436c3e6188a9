using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>
/// Has the probes of this process run at their moments. Runs of one probe never overlap: one that takes longer than the interval, or
/// waits for a place, leaves out the moments that pass meanwhile.
/// </summary>
sealed partial class ProbeScheduler(
    IProbeWorker worker, ProbeCatalog catalog, ProbeSettings settings, ProbeMetrics metrics, TimeProvider time, ILogger<ProbeScheduler> logger)
    : BackgroundService, IProbeRoster
{
    /// <summary>How often the definitions are looked at, for changes that other processes made; and the pause after a failure.</summary>
    static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    readonly HashSet<string> owned = new(StringComparer.Ordinal);
    readonly Dictionary<string, ScheduledProbe> scheduled = new(StringComparer.Ordinal);
    readonly PriorityQueue<ScheduledProbe, DateTimeOffset> queue = new();
    readonly Lanes lanes = new(settings.MaxConcurrency);
    TaskCompletionSource wake = NewSignal();
    CancellationToken stopping;

    public IReadOnlyCollection<string> Owned
    {
        get
        {
            lock (gate)
            {
                return [.. owned];
            }
        }
    }

    public void Own(string probe)
    {
        lock (gate)
        {
            if (owned.Add(probe))
            {
                ApplyOne(probe);
            }
        }
    }

    public void Release(string probe)
    {
        lock (gate)
        {
            if (owned.Remove(probe))
            {
                ApplyOne(probe);
            }
        }
    }

    /// <summary>Brings the schedule in line with how the probes are defined now.</summary>
    public void Apply()
    {
        lock (gate)
        {
            foreach (var name in owned.Union(scheduled.Keys).ToList())
            {
                ApplyOne(name);
            }
        }
    }

    public override void Dispose()
    {
        lanes.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        stopping = stoppingToken;
        await Task.WhenAll(RunDueAsync(stoppingToken), RefreshAsync(stoppingToken));
        Task[] running;
        lock (gate)
        {
            running = [.. scheduled.Values.Select(place => place.Work)];
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task RefreshAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await catalog.RefreshAsync(cancellationToken);
                Apply();
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotRefreshed(logger, failed.Message);
            }

            await Task.Delay(RefreshPeriod, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task RunDueAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task woken;
            TimeSpan wait;
            lock (gate)
            {
                var now = time.GetUtcNow();
                while (queue.TryPeek(out var next, out var due) && (next.IsDropped || due <= now))
                {
                    queue.Dequeue();
                    if (!next.IsDropped)
                    {
                        next.Work = Task.Run(() => RunAsync(next), CancellationToken.None);
                    }
                }

                wait = queue.TryPeek(out _, out var first) ? first - now : RefreshPeriod;
                wake = wake.Task.IsCompleted ? NewSignal() : wake;
                woken = wake.Task;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(woken, Task.Delay(wait, time, waiting.Token));
            await waiting.CancelAsync();
        }
    }

    /// <summary>Under the lock.</summary>
    void ApplyOne(string name)
    {
        var wanted = owned.Contains(name) && catalog.Current.TryGetValue(name, out var defined) && !defined.Probe.Paused ? defined : null;
        var place = scheduled.GetValueOrDefault(name);
        if (place is { IsDropped: false } && wanted?.IsSameAs(place.Definition) == true)
        {
            return;
        }

        place?.IsDropped = true;
        if (wanted is not null)
        {
            Schedule(wanted, place?.Work ?? Task.CompletedTask);
        }
        else
        {
            metrics.Forget(name);
            if (place is { Work.IsCompleted: true })
            {
                scheduled.Remove(name);
            }
        }
    }

    void Schedule(DefinedProbe probe, Task before)
    {
        ScheduledProbe place = new(probe);
        scheduled[place.Name] = place;
        place.Work = Task.Run(() => PrepareAsync(place, before), CancellationToken.None);
    }

    async Task PrepareAsync(ScheduledProbe place, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!place.IsDropped && !stopping.IsCancellationRequested)
        {
            try
            {
                place.Watched = await worker.PrepareAsync(place.Definition.Probe, stopping);
                Enqueue(place);
                return;
            }
            catch (Exception failed) when (!stopping.IsCancellationRequested)
            {
                LogNotPrepared(logger, place.Name, failed.Message);
                await Task.Delay(RefreshPeriod, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task RunAsync(ScheduledProbe place)
    {
        try
        {
            using var lane = await lanes.EnterAsync(place.WasSlow, stopping);
            metrics.RunStarts(time.GetUtcNow() - place.Due);
            var started = time.GetTimestamp();
            await worker.RunAsync(place.Watched!, stopping);
            place.WasSlow = time.GetElapsedTime(started) > Lanes.Slow;
        }
        catch (Exception failed) when (!stopping.IsCancellationRequested)
        {
            LogFailed(logger, place.Name, failed);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Enqueue(place);
    }

    void Enqueue(ScheduledProbe place)
    {
        lock (gate)
        {
            if (place.IsDropped)
            {
                return;
            }

            var now = time.GetUtcNow();
            var regular = (place.Definition.Probe.Schedule with { Seed = settings.Seed }).After(now, place.Name);
            // At once, if that moment passed while nobody ran it.
            place.Due = place.Watched?.RunBy is { } by && by < regular ? (by > now ? by : now) : regular;
            var isFirst = !queue.TryPeek(out _, out var first) || place.Due < first;
            queue.Enqueue(place, place.Due);
            if (isFirst)
            {
                wake.TrySetResult();
            }
        }
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "The definitions of probes could not be read, and stay as they were: {Reason}")]
    static partial void LogNotRefreshed(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The probe {Probe} cannot run yet: {Reason}")]
    static partial void LogNotPrepared(ILogger logger, string probe, string reason);

    [LoggerMessage(3, LogLevel.Error, "A run of the probe {Probe} was not judged; it goes on at its next moment")]
    static partial void LogFailed(ILogger logger, string probe, Exception exception);
}
