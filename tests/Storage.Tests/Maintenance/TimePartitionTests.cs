using Grainwatch.Storage.Maintenance;

namespace Grainwatch.Storage.Tests.Maintenance;

public sealed class TimePartitionTests
{
    static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("2026-11-21", "log_entries_2026_11_21")]
    [InlineData("2026-11-23", "log_entries_2026_11_23")]
    [InlineData("2026-11-24", "log_entries_2026_11")]
    [InlineData("2026-10-12", "log_entries_2026_10_12")]
    [InlineData("2026-10-11", "log_entries_2026_10")]
    [InlineData("2024-11-21", "log_entries_2024_11")]
    [InlineData("2024-11-20", "log_entries_2024")]
    [InlineData("1970-01-01", "log_entries_1970")]
    [InlineData("2106-02-07", "log_entries_2106")]
    public void IsSmallForNowAndLargeForThePast(string day, string name) =>
        Assert.Equal(name, TimePartition.For(DateOnly.Parse(day), Today, []).NameFor("log_entries"));

    [Theory]
    [InlineData("2024-12-31", "2025-12-31", "log_entries_2024_12")]
    [InlineData("2024-12-31", "2024-12-30", "log_entries_2024_12_31")]
    [InlineData("2020-05-05", "2020-06-01", "log_entries_2020_05")]
    [InlineData("2020-05-05", "2020-05-04", "log_entries_2020_05_05")]
    public void NeverOverlapsWhatIsThere(string day, string taken, string name)
    {
        var there = DateOnly.Parse(taken);

        Assert.Equal(name, TimePartition.For(DateOnly.Parse(day), Today, [new TimePartition(there, there.AddDays(1))]).NameFor("log_entries"));
    }
}
