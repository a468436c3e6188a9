using System.Globalization;
using Grainwatch.Storage.Postgres;
using Xunit;

namespace Grainwatch.Testing.Scenarios;

/// <summary>
/// What people are told, and when, from logs that come in to messages that go out. The same in both shapes. What is due by a time of a script is due
/// well within a half minute, not where one ends.
/// </summary>
public abstract class AlertScenarioContract(PostgresFixture postgres)
{
    static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    const string Rules =
        """
        receivers:
          - {name: ops, webhook: {url: RECEIVER}}
        rules:
          - {name: many, match: [severity=ERROR], threshold: {per_minute: 10, recovery: 5}, for: 2m, of: 3m, keep_firing_for: 2m}
          - {name: silent, match: [service=heart], flatline: {after: 3m}}

        """;

    const string AtOnce = Rules +
        """
        route: {receiver: ops, group_by: [service, severity], group_wait: 0s, group_interval: 0s, repeat_interval: 12h}
        """;

    const string Grouped = Rules +
        """
        route: {receiver: ops, group_by: [service], group_wait: 20s, group_interval: 1m40s, repeat_interval: 4m40s}
        """;

    /// <summary>Starts the product with <see cref="RunningProduct.Settings"/>.</summary>
    protected abstract Task<RunningProduct> StartAsync(string connectionString, FakeTime time);

    [Fact]
    public Task It_is_pending_fires_recovers_and_resolves() => PlayAsync(AtOnce,
        """
        0:00    logs cart/ERROR 11
        0:01    logs cart/ERROR 3
        0:02    logs cart/ERROR 30
        0:03:30 > ops first_firing +cart/ERROR
        0:03    logs cart/ERROR 2
        0:04    logs cart/ERROR 8
        0:05    logs cart/ERROR 5
        0:07:30 > ops resolved -cart/ERROR
        0:10    end
        """);

    [Fact]
    public Task What_is_pending_and_goes_away_is_never_told() => PlayAsync(AtOnce,
        """
        0:00 logs cart/ERROR 50
        0:03 logs cart/ERROR 50
        0:06 logs cart/ERROR 50
        0:09 end
        """);

    [Fact]
    public Task Silence_is_told_by_the_clock_and_ends_with_the_first_log() => PlayAsync(AtOnce,
        """
        0:00    logs heart/INFO 3
        0:04:30 > ops first_firing +heart/INFO
        0:06    logs heart/INFO 1
        0:07:30 > ops resolved -heart/INFO
        0:08    end
        """);

    [Fact]
    public Task Alerts_of_a_service_are_told_together_and_repeated() => PlayAsync(Grouped,
        """
        0:00    logs heart/ERROR 20 heart/INFO 1
        0:01    logs heart/ERROR 20 heart/INFO 1
        0:02    logs heart/ERROR 20
        0:03    > ops first_firing +heart/ERROR
        0:03    logs heart/ERROR 20
        0:04    logs heart/ERROR 20
        0:05    logs heart/ERROR 20
        0:06    > ops new_in_group +heart/INFO =heart/ERROR
        0:06    logs heart/ERROR 20 heart/INFO 1
        0:08    > ops resolved -heart/INFO =heart/ERROR
        0:07    logs heart/ERROR 20 heart/INFO 1
        0:08    logs heart/ERROR 20 heart/INFO 1
        0:09    logs heart/ERROR 20 heart/INFO 1
        0:10    logs heart/ERROR 20 heart/INFO 1
        0:11    logs heart/ERROR 20 heart/INFO 1
        0:12    logs heart/INFO 1
        0:13    > ops repeat =heart/ERROR
        0:13    logs heart/INFO 1
        0:15    > ops resolved -heart/ERROR
        0:14    logs heart/INFO 1
        0:15    logs heart/INFO 1
        0:16    end
        """);

    [Fact]
    public Task A_silence_keeps_back_what_fires_and_never_what_ends() => PlayAsync(AtOnce,
        """
        0:00    silence service=cart 1h
        0:00    logs cart/ERROR 20 shop/ERROR 20
        0:01    logs cart/ERROR 20 shop/ERROR 20
        0:02:30 > ops first_firing +shop/ERROR
        0:02    logs cart/ERROR 20 shop/ERROR 20
        0:03    silence service=shop 1h
        0:05:30 > ops resolved -shop/ERROR
        0:10    end
        """);

    [Theory]
    [InlineData("2026-03-29T00:59:00Z")]
    [InlineData("2026-10-25T00:59:00Z")]
    public Task Maintenance_goes_by_the_clock_of_its_zone_also_where_that_changes(string start) => PlayAsync(
        // Two o'clock is skipped in spring, and is then three; in autumn it comes twice, and this is the second time. Either way it is 1:00 to 1:06 in UTC.
        AtOnce + """

        maintenance:
          - {name: deploys, match: [service=cart], from: "02:00", to: "02:06", time_zone: Europe/Berlin}
        """,
        """
        0:00    logs cart/ERROR 20 shop/ERROR 20
        0:01    logs cart/ERROR 20 shop/ERROR 20
        0:02:30 > ops first_firing +shop/ERROR
        0:04:30 > ops resolved -shop/ERROR
        0:06    logs cart/ERROR 20
        0:07    logs cart/ERROR 20
        0:08:30 > ops first_firing +cart/ERROR
        0:10:30 > ops resolved -cart/ERROR
        0:11    end
        """,
        DateTimeOffset.Parse(start, CultureInfo.InvariantCulture));

    [Fact]
    public Task A_firing_parent_keeps_back_what_fires_and_never_what_ends() => PlayAsync(
        AtOnce + """

        dependencies:
          - {name: database, parent: [service=db], child: [service!=db]}
        """,
        """
        0:00    logs shop/ERROR 20
        0:01    logs shop/ERROR 20 db/ERROR 20
        0:02:30 > ops first_firing +shop/ERROR
        0:02    logs db/ERROR 20 cart/ERROR 20
        0:03:30 > ops first_firing +db/ERROR
        0:03    logs db/ERROR 20 cart/ERROR 20
        0:04:30 > ops resolved -shop/ERROR
        0:04    logs db/ERROR 20
        0:05    logs db/ERROR 20
        0:06    logs db/ERROR 20
        0:09:30 > ops resolved -db/ERROR
        0:11    end
        """);

    [Fact]
    public Task What_flaps_is_told_to_flap_and_ends_when_it_has_settled() => PlayAsync(
        """
        receivers:
          - {name: ops, webhook: {url: RECEIVER}, flapping: {episodes: 2, window: 30m, settle: 3m15s}}
        rules:
          - {name: many, match: [severity=ERROR], threshold: {per_minute: 10}}
        route: {receiver: ops, group_wait: 0s, group_interval: 0s, repeat_interval: 12h}
        """,
        """
        0:00    logs cart/ERROR 20
        0:01:30 > ops first_firing +cart/ERROR
        0:02:30 > ops resolved -cart/ERROR
        0:02    logs cart/ERROR 20
        0:03:30 > ops first_firing +cart/ERROR~
        0:04    logs cart/ERROR 20
        0:10    > ops resolved -cart/ERROR
        0:11    end
        """);

    [Fact]
    public Task What_somebody_looks_after_is_not_repeated_and_its_end_is_told() => PlayAsync(
        Rules + """
        route: {receiver: ops, group_by: [service, severity], group_wait: 0s, group_interval: 0s, repeat_interval: 1m40s}
        """,
        """
        0:00    logs cart/ERROR 20
        0:01    logs cart/ERROR 20
        0:02    logs cart/ERROR 20
        0:02:30 > ops first_firing +cart/ERROR
        0:03    logs cart/ERROR 20
        0:04    logs cart/ERROR 20
        0:04:30 > ops repeat =cart/ERROR
        0:05    acknowledge 1
        0:05    logs cart/ERROR 20
        0:06    logs cart/ERROR 20
        0:07    logs cart/ERROR 20
        0:10:30 > ops resolved -cart/ERROR
        0:11    end
        """);

    [Fact]
    public Task When_another_process_takes_over_it_goes_on_and_tells_nothing_twice() => PlayAsync(AtOnce,
        """
        0:00    logs cart/ERROR 20 heart/INFO 1
        0:01    logs cart/ERROR 20
        0:01:30 move
        0:02:30 > ops first_firing +cart/ERROR
        0:02    logs cart/ERROR 20
        0:03    move
        0:03    logs cart/ERROR 20
        0:04:30 > ops first_firing +heart/INFO
        0:04    logs heart/INFO 1
        0:05:30 > ops resolved -heart/INFO
        0:05    logs heart/INFO 1
        0:05:30 move
        0:06:30 > ops resolved -cart/ERROR
        0:07    end
        """);

    async Task PlayAsync(string resources, string script, DateTimeOffset? start = null)
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        var time = new FakeTime(start ?? Noon);
        await using var receiver = new WebhookSink();
        await using var product = await StartAsync(connectionString, time);
        await using var database = Database.Open(connectionString);
        await new ScenarioPlayer(product, database, time, receiver).PlayAsync(resources, new ScenarioScript(script));
    }
}
