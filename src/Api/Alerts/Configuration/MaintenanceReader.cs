using System.Globalization;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts.Muting;

namespace Grainwatch.Api.Alerts.Configuration;

static class MaintenanceReader
{
    static readonly (string Name, DayOfWeek Day)[] Days =
    [
        ("monday", DayOfWeek.Monday), ("tuesday", DayOfWeek.Tuesday), ("wednesday", DayOfWeek.Wednesday), ("thursday", DayOfWeek.Thursday),
        ("friday", DayOfWeek.Friday), ("saturday", DayOfWeek.Saturday), ("sunday", DayOfWeek.Sunday),
    ];

    /// <exception cref="SpecException">A field makes no sense.</exception>
    public static MaintenanceWindow Read(SpecReader spec)
    {
        var window = new MaintenanceWindow
        {
            Name = spec.RequiredText("name", "nightly"),
            Matchers = spec.Matchers("match") ?? throw spec.Error("match", "It is missing. Write matchers for the alerts that are muted; [] is all of them."),
            Weekdays = [.. (spec.Texts("weekdays") ?? []).Select(text => Weekday(spec, text))],
            DaysOfMonth = [.. (spec.Texts("days_of_month") ?? []).Select(text => DayOfMonth(spec, text))],
            From = Time(spec, "from", "02:00"),
            To = Time(spec, "to", "04:00"),
            Zone = Zone(spec),
        };
        spec.Done();
        return window;
    }

    /// <summary>In full, or at least the first two letters of it.</summary>
    static DayOfWeek Weekday(SpecReader spec, string text)
    {
        var fitting = Days.Where(day => text.Length >= 2 && day.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return fitting.Count == 1 ? fitting[0].Day : throw spec.Error("weekdays", $"'{text}' is no day of the week. Write monday or mon.");
    }

    static int DayOfMonth(SpecReader spec, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var day) && day is (>= 1 and <= 31) or (>= -31 and <= -1)
            ? day
            : throw spec.Error("days_of_month", $"'{text}' is no day of a month. Write 1 to 31, or -1 for the last day, -2 for the one before.");

    static TimeOnly Time(SpecReader spec, string field, string example)
    {
        var text = spec.RequiredText(field, $"\"{example}\"");
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw spec.Error(field, $"'{text}' is no time of day. Write it in quotes as \"{example}\".");
    }

    static TimeZoneInfo Zone(SpecReader spec)
    {
        if (spec.Text("time_zone") is not { } name)
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw spec.Error("time_zone", $"The time zone '{name}' is not known here. Write one such as Europe/Berlin.");
    }
}
