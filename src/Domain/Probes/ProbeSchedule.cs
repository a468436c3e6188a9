using System.Text;
using Grainwatch.Domain.Forest;

namespace Grainwatch.Domain.Probes;

/// <summary>
/// When a probe runs. A probe's runs lie at its own offset within the interval, so that many probes do not all start at once, and each
/// run is moved on by a little more, so that no probe beats in step with what it measures. Both come from the seed and the name alone:
/// whichever process runs the probe, it runs at the same moments.
/// </summary>
/// <param name="Interval">From one run to the next, before jitter.</param>
/// <param name="Jitter">The largest share of the interval that one run is moved by, 0 to 0.5.</param>
/// <param name="Seed">Another seed gives other moments.</param>
public sealed record ProbeSchedule(TimeSpan Interval, double Jitter = 0.1, ulong Seed = 0)
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);

    /// <summary>The first moment after <paramref name="now"/> at which the probe of this name runs.</summary>
    public DateTimeOffset After(DateTimeOffset now, string name)
    {
        var key = Hash(name) ^ Seed;
        var phase = Part(key, Interval.Ticks);
        var slot = Math.DivRem(now.UtcTicks - phase, Interval.Ticks).Quotient - 1;
        while (true)
        {
            var jitter = Part(key + (ulong)slot, (long)(Interval.Ticks * Jitter));
            var due = phase + (slot * Interval.Ticks) + jitter;
            if (due > now.UtcTicks)
            {
                return new DateTimeOffset(due, TimeSpan.Zero);
            }

            slot++;
        }
    }

    static long Part(ulong key, long bound) => (long)Math.BigMul(new SplitMix64(key).Next(), (ulong)bound, out _);

    /// <summary>FNV-1a: a hash that stays the same over processes and versions, unlike <see cref="string.GetHashCode()"/>.</summary>
    static ulong Hash(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ part) * 1099511628211UL;
        }

        return hash;
    }
}
