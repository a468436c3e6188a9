namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>
/// Bounds the runs at once. A probe that was slow the last time takes a place in the slow lane, which has half of them: however many
/// targets hang, the others keep their half.
/// </summary>
sealed class Lanes(int places) : IDisposable
{
    /// <summary>From here on a run counts as slow.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim fast = new(places - (places / 2));
    readonly SemaphoreSlim slow = new(places / 2);

    /// <returns>To be disposed when the run is over.</returns>
    public async ValueTask<Place> EnterAsync(bool wasSlow, CancellationToken cancellationToken)
    {
        var lane = wasSlow ? slow : fast;
        await lane.WaitAsync(cancellationToken);
        return new Place(lane);
    }

    public void Dispose()
    {
        fast.Dispose();
        slow.Dispose();
    }

    public readonly struct Place(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
