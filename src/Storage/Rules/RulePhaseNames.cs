using Grainwatch.Domain.Rules;

namespace Grainwatch.Storage.Rules;

/// <summary>How phases on the way are written in Postgres.</summary>
static class RulePhaseNames
{
    public const string Pending = "pending";
    const string Recovering = "recovering";

    public static string Of(RulePhase phase) => phase is RulePhase.Pending ? Pending : Recovering;
}
