namespace Grainwatch.Domain.Rules;

/// <summary>How phases are written in Postgres, in the API and in metrics.</summary>
public static class RulePhaseNames
{
    public static string Name(this RulePhase phase) => phase switch
    {
        RulePhase.Quiet => "quiet",
        RulePhase.Pending => "pending",
        RulePhase.Firing => "firing",
        RulePhase.Recovering => "recovering",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "This phase has no name yet."),
    };

    /// <exception cref="ArgumentException">No phase has this name.</exception>
    public static RulePhase ToPhase(string name) => Enum.GetValues<RulePhase>().Cast<RulePhase?>().FirstOrDefault(phase => phase!.Value.Name() == name)
        ?? throw new ArgumentException($"No phase is called '{name}'.", nameof(name));
}
