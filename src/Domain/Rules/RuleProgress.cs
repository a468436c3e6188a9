using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules;

/// <summary>How far a rule is on its way to fire or to resolve.</summary>
/// <param name="Phase"><see cref="RulePhase.Pending"/> or <see cref="RulePhase.Recovering"/>.</param>
/// <param name="Since">The first of the minutes that count.</param>
/// <param name="Minutes">How many breached, or have recovered, so far.</param>
/// <param name="Needed">How many it takes to fire, or to resolve.</param>
public sealed record RuleProgress(SeriesRef Series, string Rule, RulePhase Phase, Minute Since, int Minutes, int Needed);
