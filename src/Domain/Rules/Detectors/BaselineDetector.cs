using System.Globalization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules.Detectors;

sealed class BaselineDetector(BaselineSettings settings) : IDetector
{
    readonly SeasonalBaseline baseline = new(settings);
    readonly long[] last = new long[SeasonalBaseline.WindowMinutes];
    int known;

    public Verdict Judge(Minute minute, in MinuteInput input)
    {
        Array.Copy(last, 1, last, 0, last.Length - 1);
        last[^1] = input.Count;
        known = Math.Min(known + 1, last.Length);
        var found = baseline.Judge(minute, last.AsSpan(last.Length - known));
        baseline.Learn(minute, input.Count);
        return found.IsAnomaly
            ? Verdict.Breach(found.Seen, found.Expected, AnomalyTiers.OfProbability(found.LogP, settings.Risk), () => Explain(found))
            : Verdict.Clean(input.Count, found.Expected);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(known);
        foreach (var count in last)
        {
            to.Write(count);
        }

        baseline.Save(to);
    }

    public void Load(BinaryReader from)
    {
        known = from.ReadInt32();
        for (var i = 0; i < last.Length; i++)
        {
            last[i] = from.ReadInt64();
        }

        baseline.Load(from);
    }

    static Evidence Explain(BaselineVerdict found)
    {
        var window = found.Minutes == 1 ? "a minute" : $"{found.Minutes} minutes";
        return new Evidence(
            BaselineVerdict.ModelName,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Seen} logs in {window}; at this time of day {found.Expected:0.#} are usual, and {found.Lower} to {found.Upper} nothing to wonder at."),
            found.Minutes,
            found.Lower,
            found.Upper,
            found.PValue);
    }
}
