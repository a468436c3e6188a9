using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Grains.Feed;

/// <summary>
/// One watcher, and what it is yet to be shown. It gets one call at a time, since calls may overtake one another; what comes meanwhile goes with the
/// next. One that does not answer is given up, and holds up nobody else.
/// </summary>
sealed class Watch(IAnomalyWatcher watcher)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    readonly List<AnomalyEvent> waiting = [];
    DateTimeOffset until;
    bool isShowing;
    bool isGone;

    public bool IsOver(TimeProvider time) => isGone || time.GetUtcNow() > until;

    public void Extend(TimeProvider time) => until = time.GetUtcNow() + IAnomalyRelayGrain.Lease;

    public void Show(IEnumerable<AnomalyEvent> events, TimeProvider time)
    {
        waiting.AddRange(events);
        if (!isShowing)
        {
            ShowWaitingAsync(time).Ignore();
        }
    }

    async Task ShowWaitingAsync(TimeProvider time)
    {
        isShowing = true;
        try
        {
            while (waiting.Count > 0)
            {
                AnomalyEvent[] events = [.. waiting];
                waiting.Clear();
                await watcher.ReceiveAsync(events).WaitAsync(Patience, time);
            }
        }
        catch (Exception)
        {
            // It signs on again if it lives, and reads from the store what it was not shown.
            isGone = true;
        }
        finally
        {
            isShowing = false;
        }
    }
}
