namespace Grainwatch.Testing;

/// <summary>A clock that stands still until it is told to advance, with timers that follow it.</summary>
public sealed class FakeTime(DateTimeOffset start) : TimeProvider
{
    readonly Lock gate = new();
    readonly List<FakeTimer> timers = [];
    DateTimeOffset now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Timers that come due on the way fire in their order, each with its own time on the clock.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } fire)
        {
            fire();
        }
    }

    /// <summary>Timers that come due on the way fire in their order, all with the end on the clock: no work that they begin sees a time in between.</summary>
    public void Jump(TimeSpan by)
    {
        lock (gate)
        {
            now += by;
        }

        Advance(TimeSpan.Zero);
    }

    Action? TakeDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var due = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            // Never back: another thread may have moved it on meanwhile.
            var next = due?.Due ?? end;
            now = next > now ? next : now;
            return due?.TakeTurn();
        }
    }

    sealed class FakeTimer(FakeTime time, Action callback) : ITimer
    {
        TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                this.period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
                time.timers.Remove(this);
                time.timers.Add(this);
            }

            if (dueTime == TimeSpan.Zero)
            {
                time.Advance(TimeSpan.Zero);
            }

            return true;
        }

        public Action TakeTurn()
        {
            Due = period > TimeSpan.Zero ? Due + period : null;
            return callback;
        }

        public void Dispose()
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
