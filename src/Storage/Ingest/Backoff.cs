namespace Grainwatch.Storage.Ingest;

/// <summary>Waits longer with every failure, from 20 ms to half a second, and at most <paramref name="limit"/> in all.</summary>
sealed class Backoff(TimeProvider time, TimeSpan limit)
{
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    readonly long started = time.GetTimestamp();
    TimeSpan next = TimeSpan.FromMilliseconds(20);

    /// <returns>False, without waiting, when the limit is reached.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(started) >= limit)
        {
            return false;
        }

        await Task.Delay(next, time, cancellationToken);
        next = next * 2 < Longest ? next * 2 : Longest;
        return true;
    }
}
