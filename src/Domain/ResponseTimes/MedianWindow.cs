namespace Grainwatch.Domain.ResponseTimes;

/// <summary>The last values of a series, with their median and their median absolute deviation. Adding costs one shift of the window.</summary>
public sealed class MedianWindow(int capacity)
{
    /// <summary>Makes a MAD comparable with the standard deviation of normal data.</summary>
    public const double NormalConsistency = 1.4826;

    readonly double[] _arrival = new double[capacity];
    readonly double[] _sorted = new double[capacity];
    int _next;

    /// <summary>Values in the window, at most its capacity.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a value; the oldest one leaves a full window.</summary>
    public void Add(double value)
    {
        if (Count == _arrival.Length)
        {
            var leaving = Array.BinarySearch(_sorted, 0, Count, _arrival[_next]);
            Array.Copy(_sorted, leaving + 1, _sorted, leaving, Count - leaving - 1);
            Count--;
        }

        var place = Array.BinarySearch(_sorted, 0, Count, value);
        place = place < 0 ? ~place : place;
        Array.Copy(_sorted, place, _sorted, place + 1, Count - place);
        _sorted[place] = value;
        _arrival[_next] = value;
        _next = (_next + 1) % _arrival.Length;
        Count++;
    }

    /// <summary>The middle value, or the mean of the two in the middle; 0 of an empty window.</summary>
    public double Median => Count == 0 ? 0 : (_sorted[(Count - 1) / 2] + _sorted[Count / 2]) / 2;

    /// <summary>The median of the distances to the median, not scaled.</summary>
    public double Deviation
    {
        get
        {
            // The distances grow outwards from the median on both sides: a merge of the two finds the middle one without sorting.
            var median = Median;
            var above = Count / 2;
            var below = above - 1;
            double last = 0, before = 0;
            for (var taken = 0; taken <= Count / 2 && Count > 0; taken++)
            {
                before = last;
                var left = below >= 0 ? median - _sorted[below] : double.PositiveInfinity;
                var right = above < Count ? _sorted[above] - median : double.PositiveInfinity;
                (last, below, above) = left < right ? (left, below - 1, above) : (right, below, above + 1);
            }

            return Count % 2 == 0 ? (before + last) / 2 : last;
        }
    }
}
