using System.Globalization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules.Detectors;

sealed class RatioDetector(RatioSettings settings) : IDetector
{
    readonly long[] counts = new long[settings.Window];
    readonly long[] totals = new long[settings.Window];
    int next;

    public Verdict Judge(Minute minute, in MinuteInput input)
    {
        counts[next] = input.Count;
        totals[next] = input.Total;
        next = (next + 1) % settings.Window;
        var (count, total) = (counts.Sum(), totals.Sum());
        var allowed = settings.Above * total;
        if (total < settings.Minimum)
        {
            return Verdict.Clean(count, allowed);
        }

        return count > allowed
            ? Verdict.Breach(count, allowed, AnomalyTiers.OfExcess(count, allowed), () => new Evidence(
                "ratio/1",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} of the service's {total} logs in {settings.Window} minutes are {(double)count / total:P1}, more than {settings.Above:P1}."),
                settings.Window,
                Upper: allowed))
            : count <= settings.Recovery * total ? Verdict.Clean(count, allowed) : Verdict.Between(count, allowed);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(next);
        for (var i = 0; i < settings.Window; i++)
        {
            to.Write(counts[i]);
            to.Write(totals[i]);
        }
    }

    public void Load(BinaryReader from)
    {
        next = from.ReadInt32();
        for (var i = 0; i < settings.Window; i++)
        {
            counts[i] = from.ReadInt64();
            totals[i] = from.ReadInt64();
        }
    }
}
