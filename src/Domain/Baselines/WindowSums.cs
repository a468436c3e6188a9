using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Grainwatch.Domain.Baselines;

/// <summary>The sums of what was seen and of what was expected over the last five minutes learnt.</summary>
sealed class WindowSums
{
    Ring _seen;
    Ring _expected;
    int _added;

    /// <summary>Adds a minute and answers the sums, or null until there are five.</summary>
    public (double Seen, double Expected)? Add(double seen, double expected)
    {
        var place = _added++ % SeasonalBaseline.WindowMinutes;
        _added = _added == 2 * SeasonalBaseline.WindowMinutes ? SeasonalBaseline.WindowMinutes : _added;
        _seen[place] = (float)seen;
        _expected[place] = (float)expected;
        return _added < SeasonalBaseline.WindowMinutes ? null : (Sum(_seen), Sum(_expected));
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_added);
        to.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)_seen));
        to.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)_expected));
    }

    public void Load(BinaryReader from)
    {
        _added = from.ReadInt32();
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes((Span<float>)_seen));
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes((Span<float>)_expected));
    }

    static double Sum(ReadOnlySpan<float> ring)
    {
        var sum = 0.0;
        foreach (var value in ring)
        {
            sum += value;
        }

        return sum;
    }

    [InlineArray(SeasonalBaseline.WindowMinutes)]
    struct Ring
    {
        float _first;
    }
}
