using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Grainwatch.Api.RateLimits;

/// <summary>
/// Counts requests by key within each window of the clock. A window that is over is dropped whole, and in one there are at most
/// <see cref="MaxKeys"/> keys: past them the rest share one.
/// </summary>
sealed class RequestRate(TimeProvider time, TimeSpan windowLength)
{
    public const int MaxKeys = 100_000;

    Window current = new(0);

    public RateDecision Take(string key, int limit)
    {
        var (window, reset) = Now();
        return Decide(Interlocked.Increment(ref window.Count(key).Value), limit, reset);
    }

    /// <summary>What <see cref="Take"/> would decide, without taking.</summary>
    public RateDecision Peek(string key, int limit)
    {
        var (window, reset) = Now();
        return Decide(Volatile.Read(ref window.Count(key).Value) + 1, limit, reset);
    }

    static RateDecision Decide(int taken, int limit, TimeSpan reset) => new(taken <= limit, limit, Math.Max(0, limit - taken), reset);

    (Window Window, TimeSpan Reset) Now()
    {
        var now = time.GetUtcNow();
        var number = now.UtcTicks / windowLength.Ticks;
        var window = Volatile.Read(ref current);
        if (window.Number != number)
        {
            // Two threads may both bring a new window; the one that lost counts in the winner's.
            Interlocked.CompareExchange(ref current, new Window(number), window);
            window = Volatile.Read(ref current);
        }

        return (window, TimeSpan.FromTicks(((number + 1) * windowLength.Ticks) - now.UtcTicks));
    }

    sealed class Window(long number)
    {
        readonly ConcurrentDictionary<string, StrongBox<int>> counts = new(StringComparer.Ordinal);
        readonly StrongBox<int> others = new();
        int keys;

        public long Number => number;

        public StrongBox<int> Count(string key)
        {
            if (counts.TryGetValue(key, out var count))
            {
                return count;
            }

            return Interlocked.Increment(ref keys) > MaxKeys ? others : counts.GetOrAdd(key, _ => new StrongBox<int>());
        }
    }
}

/// <param name="Reset">Until the window is over.</param>
readonly record struct RateDecision(bool Allowed, int Limit, int Remaining, TimeSpan Reset);
