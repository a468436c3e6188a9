using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;

namespace Grainwatch.Api.Rules;

/// <summary>Reads a rule as it is written in files and requests.</summary>
static class RuleReader
{
    static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Week = TimeSpan.FromDays(7);

    static readonly Dictionary<string, Func<SpecReader, DetectorSettings>> Detectors = new()
    {
        ["threshold"] = ReadThreshold,
        ["baseline"] = ReadBaseline,
        ["flatline"] = ReadFlatline,
        ["ratio"] = ReadRatio,
        ["new_series"] = _ => new NewSeriesSettings(),
        ["new_template"] = ReadNewTemplate,
    };

    /// <exception cref="SpecException">A field is missing, unknown or makes no sense.</exception>
    public static Rule Read(SpecReader spec)
    {
        var kinds = Detectors.Keys.Where(spec.Has).ToList();
        if (kinds.Count != 1)
        {
            throw spec.Error($"A rule has exactly one detector of {string.Join(", ", Detectors.Keys)}; this one has {kinds.Count}.");
        }

        var settings = spec.Map(kinds[0]) ?? throw spec.Error(kinds[0], "It is empty. Write {} for its defaults.");
        var rule = new Rule
        {
            Name = spec.RequiredText("name", "unusual-errors"),
            Matchers = ReadMatchers(spec),
            Detector = Detectors[kinds[0]](settings),
            LifeCycle = ReadLifeCycle(spec),
            Tier = ReadTier(spec),
            Labels = ReadLabels(spec),
        };
        settings.Done();
        spec.Done();
        return rule;
    }

    static MatcherSet ReadMatchers(SpecReader spec)
    {
        var matchers = spec.Matchers("match") ?? MatcherSet.All;
        return matchers.Matchers.FirstOrDefault(matcher => matcher.Name is not (Labels.Service or Labels.Severity)) is { } other
            ? throw spec.Error("match", $"A series has the labels service and severity, and no '{other.Name}'.")
            : matchers;
    }

    static LifeCycle ReadLifeCycle(SpecReader spec)
    {
        var (least, most) = (OneMinute, OneMinute * LifeCycle.MaxWindow);
        var count = Minutes(spec, "for", least, most) ?? 1;
        var of = Minutes(spec, "of", least, most) ?? count;
        return of < count
            ? throw spec.Error("of", $"It is shorter than 'for': {count} breaching minutes cannot be among {of}.")
            : new LifeCycle { For = count, Of = of, KeepFiringFor = Minutes(spec, "keep_firing_for", OneMinute, TimeSpan.FromDays(1)) ?? 1 };
    }

    static AnomalyTier ReadTier(SpecReader spec) => spec.Text("tier") is not { } name ? AnomalyTier.Medium
        : AnomalyNames.ToTier(name) ?? throw spec.Error("tier", $"'{name}' is not one of medium, high, critical.");

    static Dictionary<string, string> ReadLabels(SpecReader spec)
    {
        if (spec.Node("labels") is not { } node)
        {
            return [];
        }

        var labels = (node as SpecNode.Map ?? throw node.Error("Expected names and values.")).Fields;
        foreach (var (name, value) in labels)
        {
            if (!Labels.IsName(name) || name is Labels.Service or Labels.Severity or Labels.Reason or Labels.Rule or Labels.Tier)
            {
                throw value.Error("Use letters, digits and '_', and none of service, severity, reason, rule, tier.");
            }
        }

        return labels.ToDictionary(label => label.Key, label => (label.Value as SpecNode.Text)?.Value ?? throw label.Value.Error("Expected a text here."));
    }

    static ThresholdSettings ReadThreshold(SpecReader spec)
    {
        var perMinute = spec.Number("per_minute", 0, 1e12) ?? throw spec.Error("per_minute", "It is missing. More logs than this in a minute breach.");
        return new ThresholdSettings(perMinute, spec.Number("recovery", 0, perMinute) ?? perMinute);
    }

    static BaselineDetectorSettings ReadBaseline(SpecReader spec)
    {
        var defaults = new BaselineSettings();
        return new BaselineDetectorSettings(defaults with
        {
            Risk = Risk(spec) ?? defaults.Risk,
            Direction = spec.Text("direction") switch
            {
                null or "up" => BaselineDirection.Up,
                "down" => BaselineDirection.Down,
                "both" => BaselineDirection.Both,
                var other => throw spec.Error("direction", $"'{other}' is not one of up, down, both."),
            },
            MinimumCount = spec.Count("minimum", 0, int.MaxValue) ?? defaults.MinimumCount,
            WarmUpMinutes = WarmUp(spec) ?? defaults.WarmUpMinutes,
        });
    }

    static FlatlineSettings ReadFlatline(SpecReader spec)
    {
        var after = Minutes(spec, "after", OneMinute, Week);
        return new FlatlineSettings(
            after,
            Risk(spec) ?? new BaselineSettings().Risk,
            Minutes(spec, "forget_after", TimeSpan.FromMinutes((after ?? 0) + 1), TimeSpan.FromDays(30)) ?? Math.Max(24 * 60, 2 * (after ?? 0)),
            WarmUp(spec) ?? FlatlineSettings.DefaultWarmUp);
    }

    static RatioSettings ReadRatio(SpecReader spec)
    {
        var above = spec.Number("above", 0, 1) ?? throw spec.Error("above", "It is missing. Write a share from 0 to 1, such as 0.05.");
        return new RatioSettings(
            above,
            spec.Number("recovery", 0, above) ?? above,
            Minutes(spec, "window", OneMinute, TimeSpan.FromHours(1)) ?? 5,
            spec.Count("minimum", 1, int.MaxValue) ?? 20);
    }

    static NewTemplateSettings ReadNewTemplate(SpecReader spec) => new(
        Minutes(spec, "warm_up", OneMinute, Week) ?? 60,
        spec.Count("sample", 1, 10_000) ?? 1000);

    /// <summary>At most what is learnt from history.</summary>
    static int? WarmUp(SpecReader spec) => Minutes(spec, "warm_up", TimeSpan.FromMinutes(10), Week);

    static double? Risk(SpecReader spec) => spec.Number("risk", 1e-300, 0.0999);

    static int? Minutes(SpecReader spec, string field, TimeSpan min, TimeSpan max) => spec.Duration(field, min, max) is not { } duration ? null
        : duration.Ticks % TimeSpan.TicksPerMinute == 0 ? (int)duration.TotalMinutes
        : throw spec.Error(field, "Minutes are judged as a whole: write whole minutes.");
}
