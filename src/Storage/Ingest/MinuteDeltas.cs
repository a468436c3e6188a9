namespace Grainwatch.Storage.Ingest;

/// <summary>What a batch adds to each (series, minute), as the columns of <c>log_minute_deltas</c>.</summary>
sealed class MinuteDeltas
{
    public int Count => Counts.Count;

    public List<int> Slots { get; } = [];

    public List<int> SeriesIds { get; } = [];

    public List<int> MinuteNumbers { get; } = [];

    public List<DateTime> Minutes { get; } = [];

    public List<int> Counts { get; } = [];

    public void Clear()
    {
        Slots.Clear();
        SeriesIds.Clear();
        MinuteNumbers.Clear();
        Minutes.Clear();
        Counts.Clear();
    }

    /// <param name="minutes">One a row, ascending.</param>
    public void Add(int slot, int seriesId, ReadOnlySpan<int> minutes)
    {
        while (minutes.Length > 0)
        {
            var minute = minutes[0];
            var others = minutes.IndexOfAnyExcept(minute);
            var count = others < 0 ? minutes.Length : others;
            Slots.Add(slot);
            SeriesIds.Add(seriesId);
            MinuteNumbers.Add(minute);
            Minutes.Add(DateTime.UnixEpoch.AddMinutes(minute));
            Counts.Add(count);
            minutes = minutes[count..];
        }
    }
}
