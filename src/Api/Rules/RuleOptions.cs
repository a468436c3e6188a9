using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Api.Rules;

/// <summary>How rules judge. Configuration section <c>Grainwatch:Rules</c>.</summary>
public sealed class RuleOptions
{
    /// <summary>How many seconds after its end a minute is judged: so late may its last logs arrive. Default 15.</summary>
    [Range(0, 600)]
    public int DelaySeconds { get; set; } = 15;

    /// <summary>How often it is looked for minutes to judge, in seconds. Default 5.</summary>
    [Range(1, 60)]
    public int PollSeconds { get; set; } = 5;

    /// <summary>
    /// How many minutes are judged afterwards when no process ran. What lies further back is only learnt: nobody wants to be told tonight
    /// of what was wrong last week. Default 60.
    /// </summary>
    [Range(1, 1440)]
    public int CatchUpMinutes { get; set; } = 60;

    /// <summary>How often what detectors have learnt is saved, in minutes. Default 10.</summary>
    [Range(1, 1440)]
    public int SaveMinutes { get; set; } = 10;

    /// <summary>The most series that all rules together watch in one process; each takes about 1 KB. Default 200,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxMonitors { get; set; } = 200_000;
}
