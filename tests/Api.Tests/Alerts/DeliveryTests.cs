using System.Text.Json;
using Grainwatch.Api.Tests.Alerts.Support;
using Grainwatch.Testing;
using Npgsql;

namespace Grainwatch.Api.Tests.Alerts;

public sealed class DeliveryTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task An_anomaly_is_told_when_it_fires_and_when_it_resolves()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.TellWebhookAsync(receiver);
        var id = await server.FireAsync("checkout");
        await receiver.WaitForAsync(1);
        await server.ResolveAsync("checkout");
        var posts = await receiver.WaitForAsync(2);
        Assert.Equal(["firing", "resolved"], posts.Select(Status));
        Assert.All(posts, post => Assert.Equal(id, post.Json.GetProperty("alerts")[0].GetProperty("anomaly_id").GetInt64()));
        await server.AllToldAsync();
        Assert.Equal(2, receiver.Posts.Count);
    }

    [Fact]
    public async Task The_history_of_an_anomaly_has_its_transitions_and_every_attempt()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var failures = 2;
        receiver.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? 503 : 200;
            return Task.CompletedTask;
        };
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.TellWebhookAsync(receiver);
        var id = await server.FireAsync("checkout");
        await receiver.WaitForAsync(3);
        await server.ResolveAsync("checkout");
        await receiver.WaitForAsync(4);
        await server.AllToldAsync();
        var history = await server.GetAsync($"/v1/anomalies/{id}");
        Assert.Equal(["firing", "resolved"], history.GetProperty("transitions").EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        var notifications = history.GetProperty("notifications");
        Assert.Equal(["FirstFiring", "Resolved"], notifications.EnumerateArray().Select(one => one.GetProperty("reason").GetString()));
        var log = notifications[0].GetProperty("log");
        Assert.Equal(
            ["answered 503", "answered 503", null], log.EnumerateArray().Select(attempt => attempt.GetProperty("problem").GetString()));
        Assert.Equal("answered 200", log[2].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_the_same_message_again_and_its_end_only_afterwards()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var isBroken = true;
        receiver.Answer = context =>
        {
            context.Response.StatusCode = Volatile.Read(ref isBroken) ? 500 : 200;
            return Task.CompletedTask;
        };
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.TellWebhookAsync(receiver);
        await server.FireAsync("checkout");
        await receiver.WaitForAsync(2);
        await server.ResolveAsync("checkout");
        await receiver.WaitForAsync(4);
        Volatile.Write(ref isBroken, false);
        await server.AllToldAsync();
        var posts = receiver.Posts;
        Assert.Equal("resolved", Status(posts[^1]));
        Assert.All(posts.Take(posts.Count - 1), post => Assert.Equal("firing", Status(post)));
        Assert.Equal(2, posts.Select(post => post.Headers["Grainwatch-Delivery"]).Distinct().Count());
    }

    [Fact]
    public async Task A_receiver_that_hangs_delays_no_other()
    {
        await using var hanging = await HttpReceiver.StartAsync();
        await using var quick = await HttpReceiver.StartAsync();
        var recovered = new TaskCompletionSource();
        hanging.Answer = _ => recovered.Task;
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync(), "Grainwatch:Alerts:TimeoutSeconds=60");
        await server.PutAsync("/v1/receivers/hangs", hanging.Spec);
        await server.PutAsync("/v1/receivers/quick", quick.Spec);
        await server.PutAsync(
            "/v1/routes",
            """
            {"receiver": "quick", "group_by": ["..."], "group_wait": "0s", "group_interval": "0s",
             "routes": [{"receiver": "hangs", "continue": true}, {"receiver": "quick"}]}
            """);
        for (var i = 0; i < 20; i++)
        {
            await server.FireAsync($"service-{i}");
        }

        await quick.WaitForAsync(20);
        // Four at a time, and none of them has come back.
        Assert.InRange(hanging.Posts.Count, 1, 4);
        recovered.SetResult();
        await server.AllToldAsync();
        Assert.Equal(20, hanging.Posts.Select(post => post.Headers["Grainwatch-Delivery"]).Distinct().Count());
        var late = await server.GetAsync("/v1/notifications?receiver=hangs&state=delivered");
        Assert.Equal(20, late.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_seen_among_the_dead_and_can_be_tried_again()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 502;
            return Task.CompletedTask;
        };
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync(), "Grainwatch:Alerts:Attempts=3");
        await server.TellWebhookAsync(receiver);
        await server.FireAsync("checkout");
        await receiver.WaitForAsync(3);
        await server.AllToldAsync();
        var dead = Assert.Single((await server.GetAsync("/v1/notifications?state=dead")).GetProperty("data").EnumerateArray());
        Assert.Equal(3, dead.GetProperty("attempts").GetInt32());
        receiver.Answer = _ => Task.CompletedTask;
        using var retried = await server.Server.Client.PostAsync($"/v1/notifications/{dead.GetProperty("id").GetGuid()}/retry", null);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, retried.StatusCode);
        await receiver.WaitForAsync(4);
        await server.AllToldAsync();
        Assert.Single((await server.GetAsync("/v1/notifications?state=delivered")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task After_a_restart_nothing_is_told_twice_and_the_end_is_told()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var receiver = await HttpReceiver.StartAsync();
        await using (var before = await AlertServer.StartAsync(database))
        {
            await before.TellWebhookAsync(receiver);
            await before.FireAsync("checkout");
            await receiver.WaitForAsync(1);
            await before.AllToldAsync();
        }

        await using var after = await AlertServer.StartAsync(database);
        await using (var resolve = after.Server.Database.CreateCommand(
            """
            with ended as (update anomalies set resolved_at = now() returning *)
            insert into anomaly_events select nextval('anomaly_event_ids'), id, 'resolved', resolved_at, first_minute, last_minute, observed, peak from ended
            """))
        {
            await resolve.ExecuteNonQueryAsync();
        }

        await receiver.WaitForAsync(2);
        await after.AllToldAsync();
        Assert.Equal(["firing", "resolved"], receiver.Posts.Select(Status));
    }

    [Fact]
    public async Task Of_several_processes_one_tells()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var receiver = await HttpReceiver.StartAsync();
        await using var one = await AlertServer.StartAsync(database);
        await using var two = await AlertServer.StartAsync(database);
        await using var three = await AlertServer.StartAsync(database);
        await one.TellWebhookAsync(receiver);
        for (var i = 0; i < 40; i++)
        {
            await one.FireAsync($"service-{i}");
        }

        await receiver.WaitForAsync(40);
        await one.AllToldAsync();
        Assert.Equal(40, receiver.Posts.Count);
        Assert.Equal(40, receiver.Posts.Select(post => post.Json.GetProperty("alerts")[0].GetProperty("anomaly_id").GetInt64()).Distinct().Count());
    }

    [Fact]
    public async Task A_message_whose_process_died_with_it_is_delivered_by_another_when_its_lease_has_ended()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var receiver = await HttpReceiver.StartAsync();
        await using var server = await AlertServer.StartAsync(database, "Grainwatch:Alerts:TimeoutSeconds=300");
        // Nobody is there to be told, so the message waits in the outbox.
        await server.PutAsync("/v1/receivers/ops", """{"webhook": {"url": "http://127.0.0.1:1/"}}""");
        await server.PutAsync("/v1/routes", """{"receiver": "ops", "group_wait": "0s"}""");
        await server.FireAsync("checkout");
        await Eventually.BecomesTrueAsync(
            async () => (await server.GetAsync("/v1/notifications")).GetProperty("data").GetArrayLength() == 1, "the message is in the outbox");
        await using (var leased = server.Server.Database.CreateCommand(
            "update notifications set state = 'pending', due_at = now(), leased_until = now() + interval '1 second'"))
        {
            await leased.ExecuteNonQueryAsync();
        }

        await server.PutAsync("/v1/receivers/ops", receiver.Spec);
        await receiver.WaitForAsync(1);
        await server.AllToldAsync();
        Assert.Single(receiver.Posts.Select(post => post.Headers["Grainwatch-Delivery"]).Distinct());
    }

    [Fact]
    public async Task A_silenced_anomaly_is_not_told_and_its_history_says_why()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.TellWebhookAsync(receiver);
        var silence = await server.PostAsync(
            "/v1/silences", new { match = new[] { "service=checkout" }, created_by = "ada", comment = "deploy", duration = "1h" });
        var muted = await server.FireAsync("checkout");
        await server.FireAsync("cart");
        await receiver.WaitForAsync(1);
        await server.AllToldAsync();
        Assert.Equal("cart", Assert.Single(receiver.Posts).Json.GetProperty("group_labels").GetProperty("service").GetString());
        var note = (await server.GetAsync($"/v1/anomalies/{muted}")).GetProperty("suppressions")[0];
        Assert.Equal("silence", note.GetProperty("kind").GetString());
        Assert.Equal(silence.GetProperty("id").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture), note.GetProperty("by").GetString());
    }

    [Fact]
    public async Task A_silence_holds_for_the_turn_that_began_before_it()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.PutAsync("/v1/receivers/ops", receiver.Spec);
        await server.PutAsync("/v1/routes", """{"routes": [{"match": ["service=other"], "receiver": "ops", "group_wait": "0s"}]}""");
        var muted = await server.FireAsync("checkout");
        await server.AllToldAsync();

        // The turn that takes the new route in has begun, and waits to read what is open.
        await using (var connection = await server.Server.Database.OpenConnectionAsync())
        await using (var looking = await server.Server.Database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await ExecuteAsync("lock table anomalies", connection);
            await server.PutAsync("/v1/routes", """{"receiver": "ops", "group_wait": "0s"}""");
            await Eventually.BecomesTrueAsync(
                async () => await ExecuteAsync(
                    """
                    select count(*) from pg_locks l join pg_stat_activity a using (pid)
                    where l.relation = 'anomalies'::regclass and not l.granted and a.query like '%a.fired_tier%'
                    """,
                    looking) is > 0L,
                "the turn waits");
            await server.PostAsync("/v1/silences", new { match = new[] { "service=checkout" }, created_by = "ada", duration = "1h" });
            await transaction.CommitAsync();
        }

        await Eventually.BecomesTrueAsync(
            async () => (await server.GetAsync($"/v1/anomalies/{muted}")).GetProperty("suppressions").GetArrayLength() == 1, "the anomaly is silenced");
        await server.AllToldAsync();
        Assert.Empty(receiver.Posts);

        static async Task<object?> ExecuteAsync(string sql, NpgsqlConnection connection)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    [Fact]
    public async Task An_anomaly_that_is_open_when_its_first_receiver_is_made_is_told()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.FireAsync("checkout");
        await server.AllToldAsync();
        await server.TellWebhookAsync(receiver);
        await receiver.WaitForAsync(1);
        await server.AllToldAsync();
        Assert.Single(receiver.Posts);
    }

    [Fact]
    public async Task When_the_route_of_what_was_told_is_gone_its_end_is_told_all_the_same()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var other = await HttpReceiver.StartAsync();
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.TellWebhookAsync(receiver);
        await server.FireAsync("checkout");
        await receiver.WaitForAsync(1);
        await server.PutAsync("/v1/receivers/others", other.Spec);
        await server.PutAsync("/v1/routes", """{"receiver": "others", "group_wait": "0s", "group_interval": "0s"}""");
        await other.WaitForAsync(1);
        await server.ResolveAsync("checkout");
        await receiver.WaitForAsync(2);
        await other.WaitForAsync(2);
        Assert.Equal("resolved", Status(receiver.Posts[1]));
        Assert.Equal("resolved", Status(other.Posts[1]));
    }

    [Fact]
    public async Task An_acknowledgement_is_kept_with_its_comment()
    {
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        var id = await server.FireAsync("checkout");
        await server.PostAsync($"/v1/anomalies/{id}/acknowledge", new { by = "ada", comment = "looking" });
        var kept = (await server.GetAsync($"/v1/anomalies/{id}")).GetProperty("acknowledgements")[0];
        Assert.Equal("ada", kept.GetProperty("by").GetString());
        Assert.Equal("looking", kept.GetProperty("comment").GetString());
    }

    [Fact]
    public async Task An_acknowledged_anomaly_is_not_repeated()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await AlertServer.StartAsync(database);
        await server.PutAsync("/v1/receivers/ops", receiver.Spec);
        await server.PutAsync("/v1/routes", """{"receiver": "ops", "group_wait": "0s", "group_interval": "0s"}""");
        var acknowledged = await server.FireAsync("checkout");
        var other = await server.FireAsync("cart");
        await receiver.WaitForAsync(2);
        await server.AllToldAsync();
        await server.PostAsync($"/v1/anomalies/{acknowledged}/acknowledge", new { by = "ada" });
        // As if the repeat interval of four hours had passed.
        await using (var later = server.Server.Database.CreateCommand(
            "update alert_groups set last_sent_at = last_sent_at - interval '5 hours', due_at = now()"))
        {
            await later.ExecuteNonQueryAsync();
        }

        await receiver.WaitForAsync(3);
        await server.AllToldAsync();
        var repeat = Assert.Single(receiver.Posts, post => post.Json.GetProperty("reason").GetString() == "repeat");
        Assert.Equal(other, repeat.Json.GetProperty("alerts")[0].GetProperty("anomaly_id").GetInt64());
    }

    [Fact]
    public async Task A_report_counts_by_day_service_and_reason()
    {
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.FireAsync("checkout");
        await server.FireAsync("checkout", "WARN");
        await server.FireAsync("cart");
        var data = (await server.GetAsync("/v1/reports/anomalies?time_zone=Europe/Berlin")).GetProperty("data");
        Assert.Equal(
            ["cart threshold 1", "checkout threshold 2"],
            data.EnumerateArray().Select(row => $"{row.GetProperty("service").GetString()} {row.GetProperty("reason").GetString()} {row.GetProperty("count").GetInt64()}"));
    }

    static string? Status(ReceivedPost post) => post.Json.GetProperty("status") is { ValueKind: JsonValueKind.String } status ? status.GetString() : null;
}
