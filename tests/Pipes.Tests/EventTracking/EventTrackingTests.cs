using System.Globalization;
using System.Text.Json;
using Grainwatch.Pipes.Templates;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Pipes.Tests.EventTracking;

/// <summary>The pipes over generated events, against plain LINQ over the same.</summary>
public sealed class EventTrackingTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly string?[] Types = [null, "", "page_view", "sign_up", "nothing"];
    static readonly string?[] Users = [null, "", "user_1", "o'neil"];
    static readonly string?[] Platforms = [null, "", "web"];
    static readonly (string?, string?)[] Dates = [(null, null), ("2026-05-01 00:10:00", null), (null, "2026-05-01 00:20:00"), ("2026-05-01 00:10:00", "2026-05-01 00:20:00"), ("2026-05-02 00:00:00", "2026-05-01 00:00:00")];
    static readonly string?[] Limits = [null, "7"];

    [Fact]
    public async Task GetEventsFiltersByWhatIsGiven()
    {
        var (rig, events) = await FilledAsync();
        await using (rig)
        {
            foreach (var type in Types)
            foreach (var user in Users)
            foreach (var platform in Platforms)
            foreach (var (start, end) in Dates)
            foreach (var limit in Limits)
            {
                (string Name, string? Value)[] given =
                    [("event_type", type), ("user_id", user), ("platform", platform), ("start_date", start), ("end_date", end), ("limit", limit)];
                var expected = events
                    .Where(e => (string.IsNullOrEmpty(type) || e.Type == type) && (string.IsNullOrEmpty(user) || e.User == user) && (string.IsNullOrEmpty(platform) || e.Platform == platform))
                    .Where(e => (start is null || string.CompareOrdinal(e.Time, start) >= 0) && (end is null || string.CompareOrdinal(e.Time, end) <= 0))
                    .OrderByDescending(e => e.Time, StringComparer.Ordinal)
                    .Take(limit is null ? 100 : 7)
                    .Select(e => $"{e.Id}|{e.Type}|{e.User}|{e.Session}|{e.Time}|{e.Platform}|1.0|phone|iOS|FR|{{}}");

                Assert.Equal(expected, await rig.RowsAsync("get_events", [.. given.Where(g => g.Value is not null).Select(g => (g.Name, g.Value!))]));
            }
        }
    }

    [Fact]
    public async Task UserActivityIsOneRowWithTheLatestTen()
    {
        var (rig, events) = await FilledAsync();
        await using (rig)
        {
            foreach (var user in new[] { "user_0", "user_1", "o'neil" })
            {
                var own = events.Where(e => e.User == user).OrderByDescending(e => e.Time, StringComparer.Ordinal).ThenByDescending(e => e.Id, StringComparer.Ordinal).ToArray();
                var recent = $"[\n  {string.Join(",\n  ", own.Take(10).Select(e => $"\"{e.Type}\""))}\n]";

                Assert.Equal(
                    [$"{user}|{own.DistinctBy(e => e.Session).Count()}|{own.Length}|{own[^1].Time}|{own[0].Time}|{recent}|{own.DistinctBy(e => e.Platform).Count()}"],
                    await rig.RowsAsync("user_activity", ("user_id", user)));
            }

            Assert.Empty(await rig.RowsAsync("user_activity"));
            Assert.Empty(await rig.RowsAsync("user_activity", ("user_id", "")));
            Assert.Empty(await rig.RowsAsync("user_activity", ("user_id", "nobody")));
            Assert.Equal("Array(String)", (await rig.AskAsync("user_activity"))["meta"]![5]!["type"]!.ToString());
        }
    }

    [Fact]
    public async Task EventStatsGroupsByType()
    {
        var (rig, events) = await FilledAsync();
        await using (rig)
        {
            var expected = events.GroupBy(e => e.Type).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g =>
                $"{g.Key}|{g.Count()}|{g.DistinctBy(e => e.User).Count()}|{g.Min(e => e.Time)}|{g.Max(e => e.Time)}|{g.DistinctBy(e => e.Session).Count()}");

            Assert.Equal(expected, await rig.RowsAsync("event_stats"));
        }
    }

    [Theory]
    [InlineData("limit", "")]
    [InlineData("limit", "x")]
    [InlineData("start_date", "")]
    [InlineData("start_date", "2026-05-01 25:00:00")]
    [InlineData("end_date", "")]
    [InlineData("end_date", "yesterday")]
    public async Task WrongParametersAreRefused(string name, string value)
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);

        await Assert.ThrowsAsync<TemplateException>(() => rig.AskAsync("get_events", (name, value)));
    }

    async Task<(PipeRig, List<Event>)> FilledAsync()
    {
        var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);
        var random = new Random(11);
        // Each at a second of its own, so that "newest first" has one meaning.
        var events = Enumerable.Range(0, 400).Select(i => new Event(
            $"ev_{i}",
            new[] { "page_view", "page_view", "sign_up", "purchase" }[random.Next(4)],
            random.Next(9) == 0 ? "o'neil" : $"user_{random.Next(4)}",
            $"sess_{random.Next(30)}",
            new DateTime(2026, 5, 1).AddSeconds(i * 5).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            new[] { "web", "android" }[random.Next(2)])).ToList();
        Assert.Empty(await rig.InsertAsync("events", events.OrderBy(_ => random.Next()).Select(e => JsonSerializer.Serialize(new
        {
            event_id = e.Id,
            event_type = e.Type,
            user_id = e.User,
            session_id = e.Session,
            timestamp = e.Time,
            platform = e.Platform,
            app_version = "1.0",
            device_type = "phone",
            os = "iOS",
            country = "FR",
            properties = "{}",
        }))));
        return (rig, events);
    }

    sealed record Event(string Id, string Type, string User, string Session, string Time, string Platform);
}
