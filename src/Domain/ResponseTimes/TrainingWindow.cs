namespace Grainwatch.Domain.ResponseTimes;

/// <summary>
/// The rows to train on, oldest first, bounded in number and age. When it is full and still too young, every second row goes and from
/// then on every second new one is left out too: so it reaches back as far as asked at any interval between responses.
/// </summary>
sealed class TrainingWindow(int capacity, TimeSpan span)
{
    readonly Queue<TrainingRow> _rows = new();
    int _stride = 1;
    int _skipped;

    public int Count => _rows.Count;

    public void Add(TrainingRow row)
    {
        if (++_skipped < _stride)
        {
            return;
        }

        _skipped = 0;
        while (_rows.TryPeek(out var oldest) && row.At - oldest.At > span)
        {
            _rows.Dequeue();
        }

        if (_rows.Count == capacity)
        {
            Thin();
        }

        _rows.Enqueue(row);
    }

    public TrainingRow[] ToArray() => [.. _rows];

    void Thin()
    {
        _stride *= 2;
        for (var i = 0; i < capacity; i++)
        {
            var kept = _rows.Dequeue();
            if (i % 2 == 0)
            {
                _rows.Enqueue(kept);
            }
        }
    }
}
