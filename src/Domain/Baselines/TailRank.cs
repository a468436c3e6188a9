using System.Runtime.CompilerServices;

namespace Grainwatch.Domain.Baselines;

/// <summary>
/// How rare a value is among all that were seen before, from a histogram of their logarithms: no assumption about their distribution, and
/// memory that does not grow. Four bins an octave, from 2^-12 to 2^20.
/// </summary>
sealed class TailRank
{
    const int Bins = 128;
    const double LowestExponent = -12;

    Histogram _bins;
    long _seen;

    /// <summary>-log10 of the share of values at least as large; grows with log10 of their number where none was.</summary>
    public double Rank(double value)
    {
        var above = 0.0;
        var bin = Bin(value);
        ReadOnlySpan<float> bins = _bins;
        foreach (var count in bins[(bin + 1)..])
        {
            above += count;
        }

        return Math.Log10((_seen + 1) / (above + bins[bin] / 2 + 1));
    }

    public void Add(double value)
    {
        _bins[Bin(value)]++;
        _seen++;
    }

    static int Bin(double value) =>
        value <= 0 ? 0 : (int)Math.Clamp((Math.Log2(value) - LowestExponent) * 4, 0, Bins - 1);

    [InlineArray(Bins)]
    struct Histogram
    {
        float _first;
    }
}
