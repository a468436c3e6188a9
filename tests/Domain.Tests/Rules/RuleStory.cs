using System.Globalization;
using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Tests.Rules;

/// <summary>A rule is given one minute after the other. Between any two of them it is saved and loaded, as when its owner moves.</summary>
sealed class RuleStory(DetectorSettings detector, LifeCycle? lifeCycle = null)
{
    public static readonly Minute Start = Minute.Of(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

    readonly Rule rule = new() { Name = "r", Matchers = MatcherSet.All, Detector = detector, LifeCycle = lifeCycle ?? new LifeCycle() };
    readonly List<string> told = [];

    /// <summary>"fires 3-5" and "resolves 3-6": the minute it was told in, and the last one that breached.</summary>
    public IReadOnlyList<string> Told => told;

    public List<Episode> Opened { get; } = [];

    /// <summary>Such as "Pending 1/2 since 3", the minute counted from the start; empty where there is none.</summary>
    public string Progress { get; private set; } = "";

    byte[]? state;
    Episode? open;
    Minute next = Start;

    public bool IsNew { get; init; }

    public RuleStory Counts(params IEnumerable<long> counts) => Inputs(counts.Select(MinuteInput.Of));

    public RuleStory Inputs(IEnumerable<MinuteInput> inputs)
    {
        foreach (var input in inputs)
        {
            var monitor = new RuleMonitor(new SeriesRef(1, new SeriesKey("checkout", "ERROR")), rule, IsNew);
            if (state is not null)
            {
                using var reader = new BinaryReader(new MemoryStream(state));
                monitor.Load(reader);
            }

            if (open is not null)
            {
                monitor.Restore(open);
            }

            List<EpisodeChange> changes = [];
            monitor.Advance(next, input, next.End, changes);
            foreach (var change in changes)
            {
                var minute = (next - Start).ToString(CultureInfo.InvariantCulture);
                var span = $"{change.Episode.FirstMinute - Start}-{change.Episode.LastMinute - Start}";
                if (change is EpisodeChange.Opened)
                {
                    told.Add($"{minute}: fires {span}");
                    Opened.Add(change.Episode);
                }
                else if (change is EpisodeChange.Resolved)
                {
                    told.Add($"{minute}: resolves {span}");
                }
            }

            open = monitor.Open;
            Progress = monitor.Progress(next) is { } progress ? $"{progress.Phase} {progress.Minutes}/{progress.Needed} since {progress.Since - Start}" : "";
            var memory = new MemoryStream();
            using (var writer = new BinaryWriter(memory))
            {
                monitor.Save(writer);
            }

            state = memory.ToArray();
            next += 1;
        }

        return this;
    }
}
