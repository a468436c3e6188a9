using System.Runtime.CompilerServices;

namespace Grainwatch.Domain.Baselines;

/// <summary>What a <see cref="ResidualRankDetector"/> says of a value.</summary>
/// <param name="IsAnomaly">It is rarer than the risk allows, and not part of an incident that an alarm was raised for.</param>
/// <param name="Score">-log10 of the share of values that were as far out before it: 3 is one in a thousand.</param>
/// <param name="IsFresh">No value at least as far out came within the refractory time before.</param>
/// <param name="Expected">What was expected at this time of day.</param>
public readonly record struct ResidualRankVerdict(bool IsAnomaly, double Score, bool IsFresh, double Expected);

/// <summary>
/// Finds unusual values in a real-valued series (a latency, an error ratio): exponentially weighted means by half hour of the (UTC) day
/// predict, and the residual counts by its rank among all residuals before it, so nothing is assumed about how values are
/// distributed. About 1 KB a series; no history kept.
/// <para>Not safe for concurrent use; fed in time order.</para>
/// </summary>
public sealed class ResidualRankDetector
{
    const int Slots = 48;
    const int Settling = 50;

    readonly ResidualRankSettings _settings;
    readonly TailRank _ranks = new();
    Means _season;
    double _level;
    double _variance;
    long _seen;
    double _held;
    int _holdFor;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public ResidualRankDetector(ResidualRankSettings? settings = null)
    {
        _settings = settings ?? new ResidualRankSettings();
        _settings.Validate();
        ((Span<float>)_season).Fill(float.NaN);
    }

    /// <summary>Judges a value and learns it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public ResidualRankVerdict Observe(DateTimeOffset at, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A value must be finite.");
        }

        var slot = (int)(at.UtcDateTime.TimeOfDay / TimeSpan.FromDays(1) * Slots);
        var expected = _seen == 0 ? value : float.IsNaN(_season[slot]) ? _level : _season[slot];
        var residual = value - expected;
        var score = Rank(residual);
        var fresh = Hold(score);
        Learn(slot, value, expected, residual);
        return new ResidualRankVerdict(fresh && score >= -Math.Log10(_settings.Risk), score, fresh, expected);
    }

    double Rank(double residual)
    {
        if (_seen < Settling)
        {
            return 0;
        }

        var size = _variance > 0 ? Math.Abs(residual) / Math.Sqrt(_variance) : residual == 0 ? 0 : 1;
        var score = _ranks.Rank(size);
        _ranks.Add(size);
        return score;
    }

    bool Hold(double score)
    {
        _held = _holdFor > 0 ? _held : 0;
        _holdFor = Math.Max(_holdFor - 1, 0);
        if (score <= _held)
        {
            return false;
        }

        (_held, _holdFor) = (score, _settings.Refractory);
        return true;
    }

    void Learn(int slot, double value, double expected, double residual)
    {
        _seen++;
        var rate = 1.0 / _seen;
        _season[slot] = (float)(expected + _settings.SeasonRate * residual);
        _level += Math.Max(_settings.LevelRate, rate) * (value - _level);
        _variance += Math.Max(_settings.ScaleRate, rate) * (residual * residual - _variance);
    }

    [InlineArray(Slots)]
    struct Means
    {
        float _first;
    }
}
