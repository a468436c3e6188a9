using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>Breaches in the first minute with logs of a series that is new, and never again.</summary>
sealed class NewSeriesDetector(bool isNew) : IDetector
{
    bool isNew = isNew;

    public Verdict Judge(Minute minute, in MinuteInput input)
    {
        var count = input.Count;
        if (!isNew || count == 0)
        {
            return Verdict.Clean(count, 0);
        }

        isNew = false;
        return Verdict.Breach(count, 0, AnomalyTier.Medium, () => new Evidence("new-series/1", "There was no log of this service and severity before."));
    }

    public void Save(BinaryWriter to) => to.Write(isNew);

    public void Load(BinaryReader from) => isNew = from.ReadBoolean();
}
