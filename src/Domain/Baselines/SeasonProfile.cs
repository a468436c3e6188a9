using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Baselines;

/// <summary>What each quarter of an hour of the (UTC) day is to the level of a series: 1 is the level itself.</summary>
sealed class SeasonProfile
{
    const int Slots = 96;
    const int MinutesPerSlot = 24 * 60 / Slots;

    // A minute of a quiet series tells next to nothing: without this its profile would be noise.
    const double PriorLogs = 5;

    Factors _factors;
    Samples _samples;

    public SeasonProfile() => ((Span<float>)_factors).Fill(1);

    /// <summary>Between the middles of two quarters the factor goes from one to the other: a step would look like a small anomaly.</summary>
    public double Factor(Minute minute, int trust)
    {
        var position = (MinuteOfDay(minute) + 0.5) / MinutesPerSlot + Slots - 0.5;
        var (before, share) = ((int)position % Slots, position - Math.Floor(position));
        var after = (before + 1) % Slots;
        return _samples[before] >= trust && _samples[after] >= trust
            ? _factors[before] + share * (_factors[after] - _factors[before])
            : 1;
    }

    /// <param name="level">Logs a minute that are usual over the whole day, above 0.</param>
    public void Learn(Minute minute, double seen, double level, double leastRate)
    {
        var slot = MinuteOfDay(minute) / MinutesPerSlot;

        // The mean of the first samples, then fading; the 1 it starts from has the weight of the minutes in which PriorLogs are expected.
        var rate = Math.Max(leastRate, 1 / (_samples[slot] + 1 + PriorLogs / level));
        _factors[slot] += (float)(rate * (seen / level - _factors[slot]));
        _samples[slot] = (byte)Math.Min(_samples[slot] + 1, byte.MaxValue);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)_factors));
        to.Write((ReadOnlySpan<byte>)_samples);
    }

    public void Load(BinaryReader from)
    {
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes((Span<float>)_factors));
        from.BaseStream.ReadExactly(_samples);
    }

    static int MinuteOfDay(Minute minute) => (int)(((minute.Number % 1440) + 1440) % 1440);

    // Inline: with two arrays of its own, a baseline would be two objects more.
    [InlineArray(Slots)]
    struct Factors
    {
        float _first;
    }

    [InlineArray(Slots)]
    struct Samples
    {
        byte _first;
    }
}
