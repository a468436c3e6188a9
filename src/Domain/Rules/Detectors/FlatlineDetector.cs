using System.Globalization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules.Detectors;

sealed class FlatlineDetector(FlatlineSettings settings, BaselineSettings baselineSettings) : IDetector
{
    readonly SeasonalBaseline baseline = new(baselineSettings);
    bool hasSpoken;
    bool isFlat;
    int silent;

    public Verdict Judge(Minute minute, in MinuteInput input)
    {
        silent = input.Count > 0 ? 0 : Math.Min(silent + 1, int.MaxValue - 1);
        hasSpoken |= input.Count > 0;
        // What a silence should have been is judged by what was usual before it: within, it would become usual by itself.
        if (!isFlat)
        {
            baseline.Learn(minute, input.Count);
        }

        var expected = baseline.Expected(minute);
        if (!hasSpoken || silent == 0 || silent > settings.ForgetAfter)
        {
            isFlat = false;
            return Verdict.Clean(input.Count, expected);
        }

        isFlat = isFlat || (settings.After is { } after ? silent >= after : baseline.JudgeSilence(minute, silent).IsAnomaly);
        if (!isFlat)
        {
            return Verdict.Clean(0, expected);
        }

        var quiet = silent;
        return Verdict.Breach(0, expected, Tier(minute, quiet), () => Explain(minute, quiet));
    }

    public void Save(BinaryWriter to)
    {
        to.Write(hasSpoken);
        to.Write(isFlat);
        to.Write(silent);
        baseline.Save(to);
    }

    public void Load(BinaryReader from)
    {
        hasSpoken = from.ReadBoolean();
        isFlat = from.ReadBoolean();
        silent = from.ReadInt32();
        baseline.Load(from);
    }

    AnomalyTier Tier(Minute minute, int quiet) => settings.After is { } after
        ? AnomalyTiers.OfExcess(quiet, after)
        : AnomalyTiers.OfProbability(baseline.JudgeSilence(minute, quiet).LogP, settings.Risk);

    Evidence Explain(Minute minute, int quiet)
    {
        var judged = baseline.JudgeSilence(minute, quiet);
        var usual = string.Create(CultureInfo.InvariantCulture, $"{judged.Expected:0.#} were to be expected");
        return settings.After is null
            ? new Evidence(BaselineVerdict.ModelName, $"No log for {quiet} minutes, in which {usual}.", quiet, Lower: judged.Lower, Probability: judged.PValue)
            : new Evidence("heartbeat/1", $"No log for {quiet} minutes, in which {usual}; {settings.After} are allowed.", quiet);
    }
}
