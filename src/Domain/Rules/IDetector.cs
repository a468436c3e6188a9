using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules;

/// <summary>
/// Watches one series for one rule. It is given every closed minute once, in order, and decides whether that one is an anomaly; what it takes to
/// fire is not its business.
/// </summary>
public interface IDetector
{
    /// <summary>Judges a minute by what was learnt before, then learns it.</summary>
    Verdict Judge(Minute minute, in MinuteInput input);

    /// <summary>Writes all that was learnt.</summary>
    void Save(BinaryWriter to);

    void Load(BinaryReader from);
}
