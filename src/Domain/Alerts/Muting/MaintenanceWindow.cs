using Grainwatch.Domain.Alerts.Matching;

namespace Grainwatch.Domain.Alerts.Muting;

/// <summary>
/// A time that comes again, in which matching alerts are expected and nobody is told. It begins at <see cref="From"/> of every day that
/// fits and lasts until <see cref="To"/>, both by the wall clock of the zone; a <see cref="To"/> that is not later than
/// <see cref="From"/> is on the next day.
/// </summary>
/// <remarks>
/// Where the clocks change, the window covers every wall-clock time it names: what comes twice is covered twice, and a beginning that is
/// skipped is the moment of the change. An end that is skipped comes as much later as the clocks jump, so no window is lost.
/// </remarks>
public sealed record MaintenanceWindow
{
    public required string Name { get; init; }

    public required MatcherSet Matchers { get; init; }

    /// <summary>Days of the week on which it begins; empty for every one.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Days of the month on which it begins, 1 to 31, or -1 for the last, -2 for the one before; empty for every one. Both lists must fit.</summary>
    public IReadOnlyList<int> DaysOfMonth { get; init; } = [];

    public required TimeOnly From { get; init; }

    public required TimeOnly To { get; init; }

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public bool IsActive(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
        // One that began yesterday may go on past midnight. By a change of the clocks, the day may even be over before it ends.
        return Covers(today.AddDays(-1), now) || Covers(today, now);
    }

    /// <summary>Each time it comes that reaches into the range, whole, in order.</summary>
    public IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(to, Zone).DateTime);
        for (var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, Zone).DateTime).AddDays(-1); day <= last; day = day.AddDays(1))
        {
            if (Time(day) is { } time && time.Start < to && time.End > from)
            {
                yield return time;
            }
        }
    }

    bool Covers(DateOnly day, DateTimeOffset now) => Time(day) is { } time && time.Start <= now && now < time.End;

    /// <returns>Null when it does not begin on that day.</returns>
    (DateTimeOffset Start, DateTimeOffset End)? Time(DateOnly day) => BeginsOn(day)
        ? (EarliestInstant(day.ToDateTime(From)), LatestInstant((To > From ? day : day.AddDays(1)).ToDateTime(To)))
        : null;

    bool BeginsOn(DateOnly day) =>
        (Weekdays.Count == 0 || Weekdays.Contains(day.DayOfWeek))
        && (DaysOfMonth.Count == 0 || DaysOfMonth.Contains(day.Day)
            || DaysOfMonth.Contains(day.Day - DateTime.DaysInMonth(day.Year, day.Month) - 1));

    DateTimeOffset EarliestInstant(DateTime local)
    {
        if (Zone.IsAmbiguousTime(local))
        {
            return new DateTimeOffset(local, Zone.GetAmbiguousTimeOffsets(local).Max());
        }

        if (!Zone.IsInvalidTime(local))
        {
            return new DateTimeOffset(local, Zone.GetUtcOffset(local));
        }

        // The end of the gap, which is on a whole minute everywhere, is the moment of the change.
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    DateTimeOffset LatestInstant(DateTime local)
    {
        if (Zone.IsAmbiguousTime(local))
        {
            return new DateTimeOffset(local, Zone.GetAmbiguousTimeOffsets(local).Min());
        }

        var offset = Zone.IsInvalidTime(local) ? Zone.GetUtcOffset(local.AddHours(-3)) : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
