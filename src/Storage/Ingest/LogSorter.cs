using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Time;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Groups the log rows of a batch by series: a counting sort over the rows' places, so that the index takes neighbours together, and the
/// counts a minute fall out on the way. Part of the hot path: its arrays are kept from batch to batch.
/// </summary>
sealed class LogSorter(SeriesTable series)
{
    int[] ends = [];
    int[] groups = [];
    int groupCount;
    (int Request, int Row)[] order = [];
    int[] minutes = [];
    int count;

    /// <summary>The place of every row, series by series.</summary>
    public ReadOnlySpan<(int Request, int Row)> Order => order.AsSpan(0, count);

    public MinuteDeltas Deltas { get; } = new();

    public void Sort(IReadOnlyList<IngestRequest> requests)
    {
        Clear();
        CountGroups(requests);
        Array.Sort(groups, 0, groupCount);
        var start = 0;
        foreach (var slot in groups.AsSpan(0, groupCount))
        {
            var size = ends[slot];
            ends[slot] = start;
            start += size;
        }

        Grow(ref order, count);
        for (var request = 0; request < requests.Count; request++)
        {
            var rows = requests[request].Logs is { } logs ? logs.Rows : [];
            for (var row = 0; row < rows.Length; row++)
            {
                order[ends[rows[row].Slot]++] = (request, row);
            }
        }

        CountMinutes(requests);
    }

    /// <summary>The same counts in the words of the domain.</summary>
    public IReadOnlyList<SeriesCounts> SeriesCounts()
    {
        List<SeriesCounts> counts = new(groupCount);
        List<MinuteCount> current = [];
        for (var i = 0; i < Deltas.Count; i++)
        {
            current.Add(new MinuteCount(new Minute(Deltas.MinuteNumbers[i]), Deltas.Counts[i]));
            if (i + 1 == Deltas.Count || Deltas.Slots[i + 1] != Deltas.Slots[i])
            {
                counts.Add(new SeriesCounts(series[Deltas.Slots[i]].Series, current.ToArray()));
                current.Clear();
            }
        }

        return counts;
    }

    void Clear()
    {
        foreach (var slot in groups.AsSpan(0, groupCount))
        {
            ends[slot] = 0;
        }

        groupCount = 0;
        count = 0;
        Deltas.Clear();
    }

    void CountGroups(IReadOnlyList<IngestRequest> requests)
    {
        Grow(ref ends, series.Count);
        foreach (var request in requests)
        {
            if (request.Logs is not { } logs)
            {
                continue;
            }

            count += logs.Count;
            foreach (ref readonly var row in logs.Rows)
            {
                if (ends[row.Slot]++ == 0)
                {
                    Grow(ref groups, groupCount + 1);
                    groups[groupCount++] = row.Slot;
                }
            }
        }
    }

    void CountMinutes(IReadOnlyList<IngestRequest> requests)
    {
        var start = 0;
        foreach (var slot in groups.AsSpan(0, groupCount))
        {
            var end = ends[slot];
            Grow(ref minutes, end - start);
            var ascending = true;
            for (var i = start; i < end; i++)
            {
                var (request, row) = order[i];
                var minute = requests[request].Logs!.Rows[row].Minute;
                ascending &= i == start || minutes[i - start - 1] <= minute;
                minutes[i - start] = minute;
            }

            var sorted = minutes.AsSpan(0, end - start);
            if (!ascending)
            {
                sorted.Sort();
            }

            Deltas.Add(slot, series[slot].Series.Id, sorted);
            start = end;
        }
    }

    static void Grow<T>(ref T[] array, int size)
    {
        if (array.Length < size)
        {
            Array.Resize(ref array, Math.Max(size, array.Length * 2));
        }
    }
}
