using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Detection;

/// <summary>
/// Which additions are already in the counts, because the counts were read from Postgres after them. Without it a delta that was on its
/// way while its minute was read would count twice.
/// </summary>
sealed class SeenTransactions(CommitSnapshot atStart)
{
    /// <summary>Minutes that were raised to a later read. Nearly always null: it takes a lost hand-over to raise one.</summary>
    List<(Minute Minute, CommitSnapshot Snapshot)>? raised;

    /// <summary>What took logs away from live minutes: deletions, and files that replaced others.</summary>
    List<(Minute Minute, ulong TransactionId)>? removals;

    public bool Includes(ulong transactionId, Minute minute) =>
        atStart.Includes(transactionId) || (raised is not null && IsRaised(raised, transactionId, minute));

    public void Raise(Minute minute, CommitSnapshot snapshot)
    {
        raised ??= [];
        raised.RemoveAll(read => read.Minute == minute);
        raised.Add((minute, snapshot));
    }

    public void Remove(Minute minute, ulong transactionId) => (removals ??= []).Add((minute, transactionId));

    /// <summary>Whether logs of this minute were removed after the read, so that what it says is too much.</summary>
    public bool IsBeforeRemoval(Minute minute, CommitSnapshot read) =>
        removals is not null && removals.Exists(removal => removal.Minute == minute && !read.Includes(removal.TransactionId));

    public void ForgetBefore(Minute minute)
    {
        if (removals is not null)
        {
            removals = From(removals, minute);
        }

        if (raised is not null)
        {
            raised = From(raised, minute);
        }
    }

    // Apart from their callers, which run for every log: a lambda costs an allocation even where it is not reached.
    static bool IsRaised(List<(Minute Minute, CommitSnapshot Snapshot)> reads, ulong transactionId, Minute minute) =>
        reads.Exists(read => read.Minute == minute && read.Snapshot.Includes(transactionId));

    static List<(Minute Minute, T What)>? From<T>(List<(Minute Minute, T What)> known, Minute minute)
    {
        known.RemoveAll(one => one.Minute < minute);
        return known.Count > 0 ? known : null;
    }
}
