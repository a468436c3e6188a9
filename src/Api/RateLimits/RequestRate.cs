using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Grainwatch.Api.RateLimits;

/// <summary>
/// Counts requests by key within each second of the clock. A window that is over is dropped whole, so memory is bounded by the
/// requests of one second.
/// </summary>
sealed class RequestRate(TimeProvider time)
{
    static readonly TimeSpan WindowLength = TimeSpan.FromSeconds(1);

    Window current = new(0);

    public RateDecision Take(string key, int limit)
    {
        var now = time.GetUtcNow();
        var number = now.UtcTicks / WindowLength.Ticks;
        var window = Volatile.Read(ref current);
        if (window.Number != number)
        {
            // Two threads may both bring a new window; the one that lost counts in the winner's.
            Interlocked.CompareExchange(ref current, new Window(number), window);
            window = Volatile.Read(ref current);
        }

        var taken = Interlocked.Increment(ref window.Counts.GetOrAdd(key, _ => new StrongBox<int>()).Value);
        return new RateDecision(taken <= limit, limit, Math.Max(0, limit - taken), TimeSpan.FromTicks((number + 1) * WindowLength.Ticks - now.UtcTicks));
    }

    sealed record Window(long Number)
    {
        public ConcurrentDictionary<string, StrongBox<int>> Counts { get; } = new(StringComparer.Ordinal);
    }
}

/// <param name="Reset">Until the window is over.</param>
readonly record struct RateDecision(bool Allowed, int Limit, int Remaining, TimeSpan Reset);
