using Grainwatch.Domain.Probes.Assertions;
using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Probes;

/// <summary>One check of one target, over and over.</summary>
public sealed record Probe
{
    /// <summary>The severity of the series that a probe's anomalies belong to; its service is the probe's name.</summary>
    public const string Severity = "probe";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Unique; lower-case letters, digits, '-', '_' and '.', at most 100.</summary>
    public required string Name { get; init; }

    public required ProbeTarget Target { get; init; }

    public ProbeSchedule Schedule { get; init; } = new(ProbeSchedule.DefaultInterval);

    /// <summary>A run that takes longer has failed. At most the interval, so that runs of a probe never overlap. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Failed runs that make the probe down. Default 2 of 3.</summary>
    public NOfM Fail { get; init; } = new(2, 3);

    /// <summary>Good runs that make it up again. Default 2 of 2.</summary>
    public NOfM Recover { get; init; } = new(2, 2);

    /// <summary>Names of probes without which this one cannot work: while one of them fails, this one opens no anomaly.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>What must hold of every answer.</summary>
    public IReadOnlyList<Assertion> Expect { get; init; } = [];

    /// <summary>Whether unusual response times are anomalies. Default true.</summary>
    public bool WatchResponseTime { get; init; } = true;

    /// <summary>A paused probe does not run, and has no say in whether its dependants are down.</summary>
    public bool Paused { get; init; }

    /// <summary>The series that its anomalies belong to.</summary>
    public SeriesKey Series => SeriesOf(Name);

    public static SeriesKey SeriesOf(string name) => new(name, Severity);

    public static bool IsName(string text) =>
        text.Length is > 0 and <= 100 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.');
}
