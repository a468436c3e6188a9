using System.ComponentModel.DataAnnotations;
using Grainwatch.Domain.Forest;

namespace Grainwatch.Domain.ResponseTimes;

/// <summary>How a <see cref="ResponseTimeDetector"/> learns and judges. Configuration section <c>Grainwatch:Probes:ResponseTimes</c>.</summary>
public sealed record ResponseTimeSettings : IValidatableObject
{
    /// <summary>Response times in the window that the short robust z and the relative changes are taken from. 10 to 1,000; default 60.</summary>
    public int ShortWindow { get; init; } = 60;

    /// <summary>Response times in the window that the guard and the expected value are taken from. Above ShortWindow, to 10,000; default 240.</summary>
    public int LongWindow { get; init; } = 240;

    /// <summary>Response times before a window says anything. 5 to ShortWindow; default 30.</summary>
    public int WarmUp { get; init; } = 30;

    /// <summary>Least spread of a window: the resolution of the measurement. Keeps a z finite where every response takes the same. Default 1 ms.</summary>
    public TimeSpan MinimumSpread { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Rows before the first model, and so before any verdict. 256 to MaximumTrainingRows; default 256.</summary>
    public int MinimumTrainingRows { get; init; } = 256;

    /// <summary>
    /// Most rows kept to train on. Where they do not reach back for <see cref="TrainingSpan"/>, every second one is dropped. Default 2,048
    /// (80 KB a detector).
    /// </summary>
    public int MaximumTrainingRows { get; init; } = 2048;

    /// <summary>How far back rows are trained on. Default 7 days.</summary>
    public TimeSpan TrainingSpan { get; init; } = TimeSpan.FromDays(7);

    /// <summary>From the rows of one training to the next. Default 1 h.</summary>
    public TimeSpan RetrainEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The time of day becomes a feature once the training rows span this long. Earlier it does harm: the forest would find every hour
    /// odd that it has not seen. Default 3 days.
    /// </summary>
    public TimeSpan TimeOfDayAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Least slowdown against the expected time that counts at all. Default 50 ms.</summary>
    public TimeSpan MinimumChange { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Least slowdown as a share of the expected time. 0 or more; default 0.5: half as slow again.</summary>
    public double MinimumRelativeChange { get; init; } = 0.5;

    /// <summary>Of the last <see cref="VoteOf"/> response times, how many must reach a tier. Default 2.</summary>
    public int Votes { get; init; } = 2;

    /// <summary>Default 3.</summary>
    public int VoteOf { get; init; } = 3;

    /// <summary>
    /// What each tier asks of one response time; all parts must hold. With these, less than one response in a thousand of a healthy day
    /// is flagged after the vote; with the quantile 0.99 for Medium it is just about one in a thousand.
    /// </summary>
    public TierRule Medium { get; init; } = new(0.995, 4);

    /// <inheritdoc cref="Medium"/>
    public TierRule High { get; init; } = new(0.997, 6);

    /// <inheritdoc cref="Medium"/>
    public TierRule Critical { get; init; } = new(0.9995, 10);

    /// <summary>Trees of the forest. 1 to 10,000; default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Rows a tree is grown from. 2 to 32,768; default 256.</summary>
    public int SampleSize { get; init; } = 256;

    /// <summary>Seed of the forest: the same response times give the same verdicts. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it and the fix.</exception>
    public void Validate()
    {
        foreach (var (name, value, rule) in Problems())
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
        }
    }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        Problems().Select(problem => new ValidationResult($"It is {problem.Value} and {problem.Rule}.", [problem.Name]));

    IEnumerable<(string Name, object Value, string Rule)> Problems() => Rules().Where(rule => !rule.Holds).Select(rule => (rule.Name, rule.Value, rule.Rule));

    IEnumerable<(bool Holds, string Name, object Value, string Rule)> Rules() =>
    [
        (ShortWindow is >= 10 and <= 1000, nameof(ShortWindow), ShortWindow, "must be 10 to 1,000"),
        (LongWindow > ShortWindow && LongWindow <= 10_000, nameof(LongWindow), LongWindow, "must be above ShortWindow and at most 10,000"),
        (WarmUp >= 5 && WarmUp <= ShortWindow, nameof(WarmUp), WarmUp, "must be 5 to ShortWindow"),
        (MinimumSpread > TimeSpan.Zero, nameof(MinimumSpread), MinimumSpread, "must be above zero"),
        (MinimumTrainingRows >= 256 && MinimumTrainingRows <= MaximumTrainingRows, nameof(MinimumTrainingRows), MinimumTrainingRows, "must be 256 to MaximumTrainingRows"),
        (MaximumTrainingRows <= 1_000_000, nameof(MaximumTrainingRows), MaximumTrainingRows, "must be at most 1,000,000"),
        (TrainingSpan > TimeSpan.Zero, nameof(TrainingSpan), TrainingSpan, "must be above zero"),
        (RetrainEvery > TimeSpan.Zero, nameof(RetrainEvery), RetrainEvery, "must be above zero"),
        (TimeOfDayAfter >= TimeSpan.FromDays(2), nameof(TimeOfDayAfter), TimeOfDayAfter, "must be two days or more: one day says nothing about a day"),
        (MinimumChange >= TimeSpan.Zero, nameof(MinimumChange), MinimumChange, "must be zero or more"),
        (MinimumRelativeChange >= 0, nameof(MinimumRelativeChange), MinimumRelativeChange, "must be 0 or more"),
        (VoteOf is >= 1 and <= 100, nameof(VoteOf), VoteOf, "must be 1 to 100"),
        (Votes >= 1 && Votes <= VoteOf, nameof(Votes), Votes, "must be 1 to VoteOf"),
        (Trees is >= 1 and <= 10_000, nameof(Trees), Trees, "must be 1 to 10,000"),
        (SampleSize is >= 2 and <= IsolationForestSettings.MaxSampleSize, nameof(SampleSize), SampleSize, "must be 2 to 32,768"),
        .. new[] { (nameof(Medium), Medium), (nameof(High), High), (nameof(Critical), Critical) }.SelectMany(OfTier),
        (Medium.TrainingQuantile <= High.TrainingQuantile && Medium.RobustZ <= High.RobustZ, nameof(High), High, "must ask for no less than Medium"),
        (High.TrainingQuantile <= Critical.TrainingQuantile && High.RobustZ <= Critical.RobustZ, nameof(Critical), Critical, "must ask for no less than High"),
    ];

    static IEnumerable<(bool Holds, string Name, object Value, string Rule)> OfTier((string Name, TierRule Rule) tier) =>
    [
        (tier.Rule.TrainingQuantile is > 0.5 and < 1, tier.Name, tier.Rule, "must have a training quantile above 0.5 and below 1"),
        (tier.Rule.RobustZ > 0, tier.Name, tier.Rule, "must have a robust z above 0"),
    ];
}
