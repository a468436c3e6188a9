using Grainwatch.Domain.Alerts.Matching;

namespace Grainwatch.Domain.Alerts.Muting;

/// <summary>Keeps notifications of matching alerts back for a while.</summary>
/// <param name="StartsAt">The first instant it holds.</param>
/// <param name="EndsAt">The first instant it holds no more.</param>
public sealed record Silence(
    long Id, MatcherSet Matchers, string CreatedBy, string Comment, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    public bool IsActive(DateTimeOffset now) => StartsAt <= now && now < EndsAt;
}
