using System.Threading.Channels;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Time;

namespace Grainwatch.Api.Detection.Embedded;

/// <summary>
/// Works for its monitors one thing after the other, in the order of arrival, and hands on what they decide. Full, it lets its callers
/// wait: that bounds memory when the store is slow.
/// </summary>
sealed partial class MonitorWorker : IDisposable
{
    /// <summary>A commit is one entry, whatever its size; a few hundred are some seconds of full load.</summary>
    const int InboxCapacity = 256;

    readonly Channel<Work> inbox = Channel.CreateBounded<Work>(new BoundedChannelOptions(InboxCapacity) { SingleReader = true });
    readonly AnomalyWriter writer;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly ITimer minuteTimer;
    List<EpisodeChange> changes = [];
    Minute lastTick;

    public MonitorWorker(DetectionOptions options, AnomalyWriter writer, TimeProvider time, ILogger logger)
    {
        this.writer = writer;
        this.time = time;
        this.logger = logger;
        Monitors = new MonitorSet(options);
        minuteTimer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Only for <see cref="RunAsync"/>'s work, and for whoever fills it before that starts.</summary>
    public MonitorSet Monitors { get; }

    /// <summary>Work that waits.</summary>
    public int Backlog => inbox.Reader.Count;

    public void Dispose() => minuteTimer.Dispose();

    /// <summary>Nothing is taken any more; <see cref="RunAsync"/> ends when all that was taken is done.</summary>
    public void Complete() => inbox.Writer.TryComplete();

    /// <exception cref="ChannelClosedException">The worker was completed.</exception>
    public ValueTask ObserveAsync(CommittedCounts counts, DateTimeOffset now, CancellationToken cancellationToken) => inbox.Writer.WriteAsync(
        new Work(decided => Monitors.Observe(counts.TransactionId, counts.Series, now, decided), time.GetTimestamp()), cancellationToken);

    /// <summary>Runs <paramref name="question"/> between two other works; answers when what it decided is handed on.</summary>
    /// <exception cref="ChannelClosedException">The worker was completed.</exception>
    public async Task<T> AskAsync<T>(
        Func<MonitorSet, DateTimeOffset, ICollection<EpisodeChange>, T> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;
        var work = new Work(decided => result = question(Monitors, time.GetUtcNow(), decided), time.GetTimestamp())
        {
            Done = failure => _ = failure is null ? answer.TrySetResult(result) : answer.TrySetException(failure),
        };
        await inbox.Writer.WriteAsync(work, cancellationToken);
        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <param name="cancellationToken">Gives up what is left; without it, all that was taken is done.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Wake();
        await foreach (var work in inbox.Reader.ReadAllAsync(cancellationToken))
        {
            var failure = TryDo(work.Do);
            Tick();
            await HandOnAsync(work.Begun, cancellationToken);
            work.Done?.Invoke(failure);
        }
    }

    async ValueTask HandOnAsync(long begun, CancellationToken cancellationToken)
    {
        if (changes.Count > 0)
        {
            var decided = changes;
            changes = [];
            await writer.WriteAsync(decided, begun, cancellationToken);
        }
    }

    // One faulty work must not end the worker: all its other series would fall silent.
    Exception? TryDo(Action<ICollection<EpisodeChange>> work)
    {
        try
        {
            work(changes);
            return null;
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure);
            return failure;
        }
    }

    /// <summary>The clock changes monitors at the start of minutes only, and only those with something open.</summary>
    void Tick()
    {
        // One look at the clock for both: a minute that starts between the tick and the setting of the timer would be left out.
        var now = time.GetUtcNow();
        var minute = Minute.Of(now);
        if (minute != lastTick)
        {
            lastTick = minute;
            TryDo(decided => Monitors.Tick(now, decided));
        }

        if (!Monitors.NeedsTick)
        {
            minuteTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers count whole milliseconds: without one more, this would wake just before the minute ends, and at once again.
        minuteTimer.Change(minute.End - now + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        if (Minute.Of(time.GetUtcNow()) > minute)
        {
            // The minute ended between the look at the clock and the setting of the timer, which would wake a minute late.
            Wake();
        }
    }

    // When there is no room, there is work, after which the tick is done as well.
    void Wake() => inbox.Writer.TryWrite(new Work(_ => { }, time.GetTimestamp()));

    /// <param name="Begun">When it was handed over; what it decides is measured from there.</param>
    readonly record struct Work(Action<ICollection<EpisodeChange>> Do, long Begun)
    {
        /// <summary>Is told when what was decided is handed on, or why it failed.</summary>
        public Action<Exception?>? Done { get; init; }
    }

    [LoggerMessage(1, LogLevel.Error, "Monitors failed over a piece of work; reconciliation will repair what it left undone")]
    static partial void LogFailed(ILogger logger, Exception failure);
}
