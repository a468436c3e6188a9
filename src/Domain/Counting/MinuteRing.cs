using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Counting;

/// <summary>The newest minutes' counts of one series, in a ring: it counts, and decides nothing. Eight bytes a minute.</summary>
sealed class MinuteRing(int capacity)
{
    readonly long[] counts = new long[capacity];

    /// <summary>The highest minute that was counted. Far below any real one at first, so that the first count clears the ring.</summary>
    long newest = long.MinValue / 2;

    /// <summary>The oldest minute that still has a place.</summary>
    public Minute Oldest => new(newest - capacity + 1);

    public Minute Newest => new(newest);

    /// <summary>0 for a minute without logs, and for one that has no place.</summary>
    public long this[Minute minute] => Holds(minute) ? counts[Place(minute.Number)] : 0;

    /// <summary>A minute that is too old for the ring is not counted.</summary>
    public void Add(Minute minute, long count) => Set(minute, this[minute] + count);

    public void Set(Minute minute, long count)
    {
        MoveTo(minute);
        if (Holds(minute))
        {
            counts[Place(minute.Number)] = count;
        }
    }

    bool Holds(Minute minute) => Oldest <= minute && minute.Number <= newest;

    void MoveTo(Minute minute)
    {
        if (minute.Number - newest >= capacity)
        {
            Array.Clear(counts);
            newest = minute.Number;
        }

        while (newest < minute.Number)
        {
            counts[Place(++newest)] = 0;
        }
    }

    int Place(long number)
    {
        var place = (int)(number % capacity);
        return place < 0 ? place + capacity : place;
    }
}
