using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Reads a probe from what it was written in. The names here are those of files, of the API and of what is stored.</summary>
static class ProbeReader
{
    /// <exception cref="DefinitionException">Something is missing, unknown or makes no sense.</exception>
    public static Probe Read(DocumentNode node)
    {
        Fields fields = new(node);
        var name = fields.Required("name", "shop-api");
        if (!Probe.IsName(name))
        {
            throw fields.Wrong("name", $"'{name}' is no name of a probe. Use lower-case letters, digits, '-', '_' and '.', at most 100.");
        }

        var target = TargetReader.Read(fields);
        var (interval, rule) = DefaultsOf(target);
        interval = fields.Time("interval") ?? interval;
        var probe = new Probe
        {
            Name = name,
            Target = target,
            Schedule = new ProbeSchedule(interval, fields.Number("jitter") ?? 0.1),
            Timeout = fields.Time("timeout") ?? (interval < Probe.DefaultTimeout ? interval : Probe.DefaultTimeout),
            Fail = Rule(fields, "fail") ?? rule ?? new NOfM(2, 3),
            Recover = Rule(fields, "recover") ?? rule ?? new NOfM(2, 2),
            DependsOn = fields.Texts("depends_on"),
            Expect = target is HttpTarget ? AssertionReader.Read(fields.Take("expect")) : [],
            WatchResponseTime = fields.Flag("watch_response_time") ?? true,
            Paused = fields.Flag("paused") ?? false,
        };
        fields.Done();
        Check(probe, fields);
        return probe;
    }

    static (TimeSpan Interval, NOfM? Rule) DefaultsOf(ProbeTarget target) => target switch
    {
        // A certificate does not change by the second, and a heartbeat has its own grace: one look is enough to be sure.
        TlsTarget => (TimeSpan.FromHours(1), new NOfM(1, 1)),
        HeartbeatTarget => (ProbeSchedule.DefaultInterval, new NOfM(1, 1)),
        _ => (ProbeSchedule.DefaultInterval, null),
    };

    static NOfM? Rule(Fields fields, string name) => fields.Read(
        name, $"how many of how many runs, as in 2 of 3, at most {NOfM.MaxWindow}", (string text, out NOfM rule) => NOfM.TryParse(text, out rule));

    static void Check(Probe probe, Fields fields)
    {
        var schedule = probe.Schedule;
        if (schedule.Interval < ProbeSchedule.MinInterval || schedule.Interval > ProbeSchedule.MaxInterval)
        {
            throw fields.Wrong("interval", $"{Duration.Format(schedule.Interval)} is out of range: 1s to 1d.");
        }

        if (schedule.Jitter is < 0 or > 0.5)
        {
            throw fields.Wrong("jitter", "It is a share of the interval: 0 to 0.5.");
        }

        if (probe.Timeout <= TimeSpan.Zero || probe.Timeout > schedule.Interval)
        {
            throw fields.Wrong(
                "timeout", $"{Duration.Format(probe.Timeout)} is out of range: above 0 and at most the interval, {Duration.Format(schedule.Interval)}.");
        }

        if (probe.DependsOn.Count > 20)
        {
            throw fields.Wrong("depends_on", "At most 20 probes.");
        }
    }
}
