using System.Globalization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules.Detectors;

sealed class ThresholdDetector(ThresholdSettings settings) : IDetector
{
    public Verdict Judge(Minute minute, in MinuteInput input)
    {
        var count = input.Count;
        return count > 0 && count > settings.PerMinute
            ? Verdict.Breach(count, settings.PerMinute, AnomalyTiers.OfExcess(count, settings.PerMinute), () => new Evidence(
                "threshold/1",
                string.Create(CultureInfo.InvariantCulture, $"{count} logs in a minute are more than {settings.PerMinute:0.##}."),
                Upper: settings.PerMinute))
            : count <= settings.Recovery ? Verdict.Clean(count, settings.PerMinute) : Verdict.Between(count, settings.PerMinute);
    }

    public void Save(BinaryWriter to)
    {
    }

    public void Load(BinaryReader from)
    {
    }
}
