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
    SilenceTally silence;

    public Verdict Judge(Minute minute, in MinuteInput input)
    {
        if (input.Count > 0)
        {
            hasSpoken = true;
            silence = default;
        }
        else
        {
            baseline.AddSilent(minute, ref silence);
        }

        // What a silence should have been is judged by what was usual before it: within, it would become usual by itself.
        if (!isFlat)
        {
            baseline.Learn(minute, input.Count);
        }

        isFlat = hasSpoken && silence.Minutes > 0 && silence.Minutes <= settings.ForgetAfter && (isFlat || IsTooLong());
        var quiet = silence;
        return isFlat ? Verdict.Breach(0, quiet.Expected, Tier(), () => Explain(quiet)) : Verdict.Clean(input.Count, baseline.Expected(minute));
    }

    public void Save(BinaryWriter to)
    {
        to.Write(hasSpoken);
        to.Write(isFlat);
        silence.Save(to);
        baseline.Save(to);
    }

    public void Load(BinaryReader from)
    {
        hasSpoken = from.ReadBoolean();
        isFlat = from.ReadBoolean();
        silence.Load(from);
        baseline.Load(from);
    }

    bool IsTooLong() => settings.After is { } after ? silence.Minutes >= after : baseline.JudgeSilence(silence).IsAnomaly;

    AnomalyTier Tier() => settings.After is { } after
        ? AnomalyTiers.OfExcess(silence.Minutes, after)
        : AnomalyTiers.OfProbability(baseline.JudgeSilence(silence).LogP, settings.Risk);

    Evidence Explain(SilenceTally quiet)
    {
        var judged = baseline.JudgeSilence(quiet);
        var usual = string.Create(CultureInfo.InvariantCulture, $"{judged.Expected:0.#} were to be expected");
        return settings.After is null
            ? new Evidence(BaselineVerdict.ModelName, $"No log for {quiet.Minutes} minutes, in which {usual}.", quiet.Minutes, Lower: judged.Lower, Probability: judged.PValue)
            : new Evidence("heartbeat/1", $"No log for {quiet.Minutes} minutes, in which {usual}; {settings.After} are allowed.", quiet.Minutes);
    }
}
