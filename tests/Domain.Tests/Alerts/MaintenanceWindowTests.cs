using System.Globalization;
using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Alerts.Muting;

namespace Grainwatch.Domain.Tests.Alerts;

public class MaintenanceWindowTests
{
    static MaintenanceWindow Daily(string from, string to, string zone = "Europe/Berlin") => new()
    {
        Name = "nightly",
        Matchers = MatcherSet.All,
        From = TimeOnly.Parse(from, CultureInfo.InvariantCulture),
        To = TimeOnly.Parse(to, CultureInfo.InvariantCulture),
        Zone = TimeZoneInfo.FindSystemTimeZoneById(zone),
    };

    /// <summary>The minutes of a UTC day at which the window begins and ends.</summary>
    static string Active(MaintenanceWindow window, string utcDay)
    {
        var day = DateTimeOffset.Parse(utcDay, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        List<string> periods = [];
        var active = false;
        for (var now = day; now < day.AddDays(1); now = now.AddMinutes(1))
        {
            if (window.IsActive(now) != active)
            {
                active = !active;
                periods.Add($"{(active ? "from" : "to")} {now.ToString("HH:mm", CultureInfo.InvariantCulture)}");
            }
        }

        return string.Join(' ', periods);
    }

    [Fact]
    public void It_begins_at_its_first_instant_and_ends_before_its_last()
    {
        var window = Daily("02:00", "03:00", "UTC");
        var start = new DateTimeOffset(2026, 5, 5, 2, 0, 0, TimeSpan.Zero);
        Assert.False(window.IsActive(start.AddTicks(-1)));
        Assert.True(window.IsActive(start));
        Assert.True(window.IsActive(start.AddHours(1).AddTicks(-1)));
        Assert.False(window.IsActive(start.AddHours(1)));
    }

    [Theory]
    [InlineData("2026-01-15", "from 01:00 to 02:00")]
    [InlineData("2026-07-15", "from 00:00 to 01:00")]
    public void It_follows_the_wall_clock_of_its_zone(string day, string active) =>
        Assert.Equal(active, Active(Daily("02:00", "03:00"), day));

    [Fact]
    public void One_that_ends_no_later_than_it_begins_goes_past_midnight() =>
        Assert.Equal("from 00:00 to 02:00 from 22:00", Active(Daily("22:00", "02:00", "UTC"), "2026-05-05"));

    [Fact]
    public void One_from_midnight_to_midnight_is_the_whole_day() =>
        Assert.Equal("from 00:00", Active(Daily("00:00", "00:00", "UTC"), "2026-05-05"));

    [Theory]
    // In Berlin the clocks go from 02:00 to 03:00 on 29 March 2026, which is 01:00 UTC.
    [InlineData("01:00", "01:30", "from 00:00 to 00:30")]
    [InlineData("01:30", "03:30", "from 00:30 to 01:30")]
    [InlineData("02:00", "02:30", "from 01:00 to 01:30")]
    [InlineData("02:30", "04:00", "from 01:00 to 02:00")]
    [InlineData("02:15", "02:45", "from 01:00 to 01:45")]
    public void Where_an_hour_is_skipped_no_window_is_lost(string from, string to, string active) =>
        Assert.StartsWith(active, Active(Daily(from, to), "2026-03-29"), StringComparison.Ordinal);

    [Theory]
    // In Berlin the clocks go from 03:00 back to 02:00 on 25 October 2026, which is 01:00 UTC.
    [InlineData("02:00", "03:00", "from 00:00 to 02:00")]
    [InlineData("01:00", "02:30", "to 01:30")]
    [InlineData("02:30", "03:30", "from 00:30 to 02:30")]
    [InlineData("03:00", "04:00", "from 02:00 to 03:00")]
    public void Where_an_hour_comes_twice_both_are_covered(string from, string to, string active) =>
        Assert.EndsWith(active, Active(Daily(from, to), "2026-10-25"), StringComparison.Ordinal);

    [Fact]
    public void It_begins_only_on_its_days_of_the_week_by_the_local_date()
    {
        // Sunday evening in UTC is Monday morning in Tokyo.
        var window = Daily("00:00", "02:00", "Asia/Tokyo") with { Weekdays = [DayOfWeek.Monday] };
        Assert.Equal("from 15:00 to 17:00", Active(window, "2026-03-01"));
        Assert.Equal("", Active(window, "2026-03-02"));
    }

    [Fact]
    public void A_window_past_midnight_belongs_to_the_day_it_begins_on()
    {
        var window = Daily("23:00", "01:00", "UTC") with { Weekdays = [DayOfWeek.Friday] };
        Assert.Equal("from 23:00", Active(window, "2026-03-06"));
        Assert.Equal("from 00:00 to 01:00", Active(window, "2026-03-07"));
        Assert.Equal("", Active(window, "2026-03-08"));
    }

    [Theory]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-02-27", false)]
    [InlineData("2028-02-28", false)]
    [InlineData("2028-02-29", true)]
    [InlineData("2026-03-15", true)]
    public void Days_of_the_month_count_from_either_end(string day, bool active)
    {
        var window = Daily("02:00", "03:00", "UTC") with { DaysOfMonth = [15, -1] };
        Assert.Equal(active ? "from 02:00 to 03:00" : "", Active(window, day));
    }
}
