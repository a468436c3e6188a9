using System.Globalization;
using System.Text;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Storage.Tests.Ingest;

public sealed class TimestampsTests
{
    [Theory]
    [InlineData("2026-11-20 09:15:00", "2026-11-20T09:15:00Z")]
    [InlineData("2026-11-20 09:15:00.987654321", "2026-11-20T09:15:00Z")]
    [InlineData("2026-11-20T09:15:00", "2026-11-20T09:15:00Z")]
    [InlineData("2026-11-20t09:15:00z", "2026-11-20T09:15:00Z")]
    [InlineData("2026-11-20T09:15:00.5Z", "2026-11-20T09:15:00Z")]
    [InlineData("2026-11-20T09:15:00+02:00", "2026-11-20T07:15:00Z")]
    [InlineData("2026-11-20T09:15:00-0330", "2026-11-20T12:45:00Z")]
    [InlineData("2026-11-20T09:15:00+05", "2026-11-20T04:15:00Z")]
    [InlineData("2026-11-20 09:15:00 +02:00", "2026-11-20T07:15:00Z")]
    [InlineData("2026-11-20 09:15", "2026-11-20T09:15:00Z")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00Z")]
    [InlineData("2024-02-29 23:59:59", "2024-02-29T23:59:59Z")]
    [InlineData("1970-01-01 00:00:00", "1970-01-01T00:00:00Z")]
    [InlineData("2106-02-07 06:28:15.999", "2106-02-07T06:28:15Z")]
    [InlineData("1763630100", "2025-11-20T09:15:00Z")]
    [InlineData("1763630100.75", "2025-11-20T09:15:00Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    public void ReadsATimeToTheSecond(string text, string expected)
    {
        Assert.True(Timestamps.TryParseDateTime(Encoding.UTF8.GetBytes(text), out var seconds));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-20 ")]
    [InlineData("2026-11-20 9:15:00")]
    [InlineData("2026-11-20 24:00:00")]
    [InlineData("2026-11-20 09:60:00")]
    [InlineData("2026-11-20 09:15:60")]
    [InlineData("2026-11-20 09:15:00.")]
    [InlineData("2026-11-20 09:15:00x")]
    [InlineData("2026-11-20 09:15:00+")]
    [InlineData("2026-11-20 09:15:00+1")]
    [InlineData("2026-11-20 09:15:00+24:00")]
    [InlineData("2026-13-01 00:00:00")]
    [InlineData("2026-02-29 00:00:00")]
    [InlineData("2026-00-10 00:00:00")]
    [InlineData("0000-01-01 00:00:00")]
    [InlineData("1969-12-31 23:59:59")]
    [InlineData("1970-01-01 00:00:00+01:00")]
    [InlineData("2106-02-07 06:28:16")]
    [InlineData("4294967296")]
    [InlineData("1763630100000")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e9")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775808")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData(" 1763630100")]
    public void RefusesWhatIsNoDateTime(string text) =>
        Assert.False(Timestamps.TryParseDateTime(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void KeepsMicrosecondsAndCutsOffTheRest()
    {
        Assert.True(Timestamps.TryParse("1969-12-31T23:59:59.9999999Z"u8, out var microseconds));
        Assert.Equal(-1, microseconds);
    }

    [Fact]
    public void AgreesWithTheCalendarOnEveryDay()
    {
        for (var day = new DateOnly(1600, 1, 1); day.Year < 2401; day = day.AddDays(1))
        {
            var text = Encoding.ASCII.GetBytes(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Assert.True(Timestamps.TryParse(text, out var microseconds));
            Assert.Equal(day.DayNumber - new DateOnly(1970, 1, 1).DayNumber, microseconds / 86_400_000_000);
        }
    }
}
