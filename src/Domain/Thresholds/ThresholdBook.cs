namespace Grainwatch.Domain.Thresholds;

/// <summary>Holds the thresholds that this process judges by, and reads them anew when told that there are others.</summary>
public sealed class ThresholdBook(IThresholdSource source) : IDisposable
{
    readonly SemaphoreSlim reading = new(1);
    long begun;
    long done;
    volatile ThresholdSet current = ThresholdSet.Empty;

    public ThresholdSet Current => current;

    public void Dispose() => reading.Dispose();

    /// <summary>Reads the thresholds, unless they were read before. Who judges what will not be judged again needs this first: until then, no threshold is known.</summary>
    public Task EnsureReadAsync(CancellationToken cancellationToken) =>
        Interlocked.Read(ref done) > 0 ? Task.CompletedTask : RefreshAsync(cancellationToken);

    /// <summary>Reads the thresholds, unless those at hand are of <paramref name="atLeastVersion"/> already.</summary>
    public Task RefreshAsync(long atLeastVersion, CancellationToken cancellationToken) =>
        current.Version >= atLeastVersion ? Task.CompletedTask : RefreshAsync(cancellationToken);

    /// <summary>
    /// Reads the thresholds. Whatever was committed before the call is in <see cref="Current"/> after it. Calls that wait for one another share a read.
    /// </summary>
    /// <remarks>
    /// Who has just committed one calls this and not the other: versions are given out before the commit, so a lower one may become visible after a higher.
    /// </remarks>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref begun);
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (done > before)
            {
                return;
            }

            var read = Interlocked.Increment(ref begun);
            var (version, thresholds) = await source.LoadAsync(cancellationToken);
            current = new ThresholdSet(version, thresholds);
            Interlocked.Exchange(ref done, read);
        }
        finally
        {
            reading.Release();
        }
    }
}
