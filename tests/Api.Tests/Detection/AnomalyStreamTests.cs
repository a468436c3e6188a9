using System.Net;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Time;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Detection;

public sealed class AnomalyStreamTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    LiveServer server = null!;

    public async Task InitializeAsync()
    {
        server = await LiveServer.StartAsync(postgres);
        await ThresholdAsync("*", 10);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task AnAnomalyIsPushedWhenItFiresAndWhenItResolves()
    {
        using var events = await EventReader.ConnectAsync(server.Client);
        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType?.MediaType);
        await server.LogAsync("cart/über", 11);

        var (firingId, firing, data) = await events.NextAsync();
        Assert.Equal("firing", firing);
        Assert.Equal(
            """{"id":1,"service":"cart/über","severity":"ERROR","state":"firing","reason":"threshold","count":11,"threshold":10,"peak":11,"first_minute":"2026-03-01T12:00:00Z","last_minute":"2026-03-01T12:00:00Z","fired_at":"2026-03-01T12:00:30Z","resolved_at":null,"tier":"medium","rule":null,"details":{"model":"threshold/1","why":"11 logs in a minute are more than 10.","minutes":1,"upper":10}}""",
            data.GetRawText());

        server.Time.Advance(TimeSpan.FromSeconds(91));
        var (resolvedId, resolved, after) = await events.NextAsync();
        Assert.Equal(("resolved", "resolved"), (resolved, after.GetProperty("state").GetString()));
        Assert.NotEqual(default, after.GetProperty("resolved_at").GetDateTime());
        Assert.True(firingId < resolvedId);
    }

    [Fact]
    public async Task AClientThatComesBackMissesAndRepeatsNothing()
    {
        List<long> seen = [];
        for (var round = 0; round < 5; round++)
        {
            using var events = await EventReader.ConnectAsync(server.Client, lastEventId: seen.Count > 0 ? seen[^1] : 0);
            for (var i = 0; i < 3; i++)
            {
                await server.LogAsync($"service-{round}-{i}", 11);
            }

            // Leaves before it has read everything of this round.
            for (var i = 0; i < 2; i++)
            {
                seen.Add((await events.NextAsync()).Id);
            }
        }

        using var last = await EventReader.ConnectAsync(server.Client, $"?last_event_id={seen[^1]}");
        while (seen.Count < 15)
        {
            seen.Add((await last.NextAsync()).Id);
        }

        var stored = await server.Server.Services.GetRequiredService<IAnomalyStore>().EventsAfterAsync(0, 100, CancellationToken.None);
        Assert.Equal(stored.Select(one => one.Id), seen);
    }

    [Fact]
    public async Task WithoutALastIdTheStreamBeginsNow()
    {
        await server.LogAsync("before", 11);
        await StoredAsync(1);
        using var events = await EventReader.ConnectAsync(server.Client);
        await server.LogAsync("after", 11);

        Assert.Equal("after", (await events.NextAsync()).Data.GetProperty("service").GetString());
    }

    [Fact]
    public async Task AnIdFromAnotherDatabaseBeginsNow()
    {
        using var events = await EventReader.ConnectAsync(server.Client, lastEventId: 1_000_000);
        await server.LogAsync("cart", 11);

        Assert.Equal("cart", (await events.NextAsync()).Data.GetProperty("service").GetString());
    }

    [Fact]
    public async Task FiltersLetOnlyTheirSeriesThrough()
    {
        using var events = await EventReader.ConnectAsync(server.Client, "?service=cart&severity=FATAL");
        await server.LogAsync("cart", 11);
        await server.LogAsync("search", 11, "FATAL");
        await server.LogAsync("cart", 11, "FATAL");

        var data = (await events.NextAsync()).Data;
        Assert.Equal(("cart", "FATAL"), (data.GetProperty("service").GetString(), data.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task WhatTheFeedDoesNotTellIsFoundInTheStore()
    {
        using var events = await EventReader.ConnectAsync(server.Client);
        var minute = Minute.Of(server.Time.GetUtcNow());
        var episode = new Episode(AnomalyReason.Threshold, minute, minute, 11, 10, 11, minute.Start, null);
        await server.Server.Services.GetRequiredService<IAnomalyStore>().ApplyAsync(
            [new EpisodeChange.Opened(await server.SeriesAsync("unheard"), episode)], CancellationToken.None);

        // The heartbeat may not be waited for yet when the clock is moved once.
        var next = events.NextAsync();
        await Eventually.BecomesTrueAsync(
            () =>
            {
                server.Time.Advance(TimeSpan.FromSeconds(15));
                return Task.FromResult(next.IsCompleted);
            },
            "the event comes with a heartbeat");
        Assert.Equal("unheard", (await next).Data.GetProperty("service").GetString());
    }

    [Fact]
    public async Task SilenceIsFilledWithComments()
    {
        using var events = await EventReader.ConnectAsync(server.Client);
        var line = events.LineAsync();
        await Eventually.BecomesTrueAsync(
            () =>
            {
                server.Time.Advance(TimeSpan.FromSeconds(15));
                return Task.FromResult(line.IsCompleted);
            },
            "a comment comes");

        Assert.Equal(":", await line);
    }

    [Fact]
    public async Task AReaderThatIsFarTooSlowGetsEverythingInTheEnd()
    {
        using var events = await EventReader.ConnectAsync(server.Client);
        var names = Enumerable.Range(0, 3000).Select(i => $"service-{i:0000}-{new string('x', 400)}").ToArray();
        await Parallel.ForEachAsync(names.Chunk(500), async (some, _) =>
        {
            foreach (var name in some)
            {
                await server.LogAsync(name, 11);
            }
        });
        await StoredAsync(names.Length);

        HashSet<string?> seen = [];
        for (var i = 0; i < names.Length; i++)
        {
            Assert.True(seen.Add((await events.NextAsync()).Data.GetProperty("service").GetString()));
        }

        Assert.Equal(names.Length, seen.Count);
    }

    [Fact]
    public async Task TheStreamEndsInOrderWhenTheServerStops()
    {
        using var events = await EventReader.ConnectAsync(server.Client);

        var stopping = server.Server.App.StopAsync();

        Assert.Null(await events.LineAsync());
        await stopping;
    }

    [Theory]
    [InlineData("?last_event_id=abc", HttpStatusCode.BadRequest)]
    [InlineData("?service=%00", HttpStatusCode.BadRequest)]
    public async Task WhatMakesNoSenseIsRefused(string query, HttpStatusCode expected)
    {
        using var response = await server.Client.GetAsync($"/v1/anomalies/stream{query}");

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task WithoutATokenNothingIsStreamed()
    {
        using var response = await server.Server.Anonymous.GetAsync("/v1/anomalies/stream");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    async Task ThresholdAsync(string service, double perMinute)
    {
        using var response = await server.Client.PutAsync(
            $"/v1/thresholds/{service}/*", new StringContent($$"""{"threshold_per_minute": {{perMinute}}}"""));
        response.EnsureSuccessStatusCode();
    }

    Task StoredAsync(int events)
    {
        var store = server.Server.Services.GetRequiredService<IAnomalyStore>();
        return Eventually.BecomesTrueAsync(
            async () => (await store.EventsAfterAsync(0, events, CancellationToken.None)).Count == events, $"{events} events are stored");
    }
}
