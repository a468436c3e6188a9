namespace Grainwatch.Grains.Feed;

/// <summary>Tells which ids were seen before, of the newest ones. Not safe for use by two threads at once.</summary>
sealed class RecentIds(int capacity)
{
    readonly HashSet<long> seen = [];
    readonly Queue<long> order = new();

    /// <returns>False when the id was added before.</returns>
    public bool Add(long id)
    {
        if (!seen.Add(id))
        {
            return false;
        }

        order.Enqueue(id);
        if (order.Count > capacity)
        {
            seen.Remove(order.Dequeue());
        }

        return true;
    }
}
