namespace Grainwatch.Domain.Rules;

/// <summary>Where a rule stands on a series.</summary>
public enum RulePhase
{
    Quiet,

    /// <summary>Minutes have breached, and not enough of them to fire.</summary>
    Pending,

    Firing,

    /// <summary>It fires still; minutes have recovered, and not enough of them to resolve.</summary>
    Recovering,
}
