using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Deployments;

public sealed class DeploymentTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Source = "SCHEMA >\n    `id` UInt32 `json:$.id`";
    const string Count = "NODE n\nSQL >\n    select count(*) as n from orders\n\nTYPE endpoint\n";

    [Fact]
    public async Task AProjectIsDeployedWhileRowsArriveAndNoneIsLost()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);
        var first = await DeployAsync(server, [("orders.datasource", Source), ("total.pipe", Count)]);
        Assert.Equal(
            """[{"change":"added","type":"datasource","name":"orders","effects":["create the table","show its columns to queries","show its quarantine to queries"]},{"change":"added","type":"pipe","name":"total","effects":["can be asked"]}]""",
            first.GetProperty("changes").GetRawText());

        using var stop = new CancellationTokenSource();
        var sending = SendAsync(server, stop.Token);
        for (var column = 0; column < 5; column++)
        {
            var columns = string.Concat(Enumerable.Range(0, column + 1).Select(i => $",\n    `extra{i}` String `json:$.extra{i}` DEFAULT 'none'"));
            var answer = await DeployAsync(server, [("orders.datasource", Source + columns), ("total.pipe", Count)]);
            Assert.Contains($"add the column extra{column}; rows that are there get 'none'", answer.GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        await stop.CancelAsync();
        var sent = await sending;
        Assert.True(sent > 0);
        Assert.Equal(sent, (await AskAsync(server, "total")).GetProperty("n").GetInt64());
    }

    [Fact]
    public async Task ADeploymentOfOneProcessIsTakenUpByTheOthersAndOutlivesThem()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var first = await GrainwatchServer.StartAsync(database, []);
        await using (var second = await GrainwatchServer.StartAsync(database, []))
        {
            await DeployAsync(first, [("orders.datasource", Source), ("total.pipe", Count)]);
            await Eventually.BecomesTrueAsync(async () => (await second.Client.GetAsync(Address("total"))).IsSuccessStatusCode, "the other process knows the pipe");
            await DeployAsync(second, [("orders.datasource", Source), ("total.pipe", Count.Replace("count(*) as n", "-1 as n", StringComparison.Ordinal))]);
            await Eventually.BecomesTrueAsync(async () => (await second.Client.GetAsync(Address("total"))).IsSuccessStatusCode, "the pipe answers");
        }

        await using var third = await GrainwatchServer.StartAsync(database, []);
        Assert.Equal(HttpStatusCode.OK, (await third.Client.GetAsync(Address("total"))).StatusCode);
        var listed = (await (await third.Client.GetAsync(new Uri("/v1/deployments", UriKind.Relative))).JsonAsync()).GetProperty("deployments");
        Assert.Equal(("shop", "changed"), (listed[0].GetProperty("project").GetString(), listed[0].GetProperty("changes")[0].GetProperty("change").GetString()));
    }

    [Fact]
    public async Task ACheckSaysWhatWouldHappenAndChangesNothing()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);

        var plan = await DeployAsync(server, [("orders.datasource", Source), ("total.pipe", Count)], check: true);

        Assert.Equal((JsonValueKind.Null, 2), (plan.GetProperty("id").ValueKind, plan.GetProperty("changes").GetArrayLength()));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(Address("total"))).StatusCode);
        Assert.Equal(0L, await TablesAsync(server));
    }

    [Fact]
    public async Task APlanSaysWhichRowsAreDeletedAndWhenNoneAre()
    {
        const string Timed = "SCHEMA >\n    `at` DateTime `json:$.at`\n";
        await using var server = await GrainwatchServer.StartAsync(postgres);
        await DeployAsync(server, [("orders.datasource", Timed)]);

        var shorter = await DeployAsync(server, [("orders.datasource", Timed + "ENGINE_TTL \"at + toIntervalDay(30)\"")]);
        var same = await DeployAsync(server, [("orders.datasource", Timed + "\nENGINE_TTL \"at + toIntervalDay(30)\"")]);
        var none = await DeployAsync(server, [("orders.datasource", Timed)]);

        Assert.Equal("delete rows, also those that are there, once at is older than 30 days", Effect(shorter));
        Assert.Equal("its rows stay as they are", Effect(same));
        Assert.Equal("delete rows no more: there is no ENGINE_TTL", Effect(none));

        static string? Effect(JsonElement plan) => Assert.Single(plan.GetProperty("changes").EnumerateArray()).GetProperty("effects").EnumerateArray().Last().GetString();
    }

    [Theory]
    [InlineData("total.pipe", "NODE n\nSQL >\n    select nothing from orders\n\nTYPE endpoint\n", "column \"nothing\" does not exist")]
    [InlineData("total.pipe", "NODE n\nSQL >\n    % select {{Nope(x)}}\n\nTYPE endpoint\n", "total.pipe:")]
    [InlineData("more.datasource", "SCHEMA >\n    `id` Integral `json:$.id`", "more.datasource:2")]
    [InlineData("../../etc/passwd", "x", "no data file")]
    public async Task WhatCannotBeUsedChangesNothingAtAll(string path, string text, string part)
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);

        using var answer = await PostAsync(server, [("orders.datasource", Source), (path, text)], check: false);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(part, (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0L, await TablesAsync(server));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(new Uri("/v0/datasources/orders", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task WhatAProjectNoLongerDeclaresIsRemovedAndItsRowsStay()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);
        await DeployAsync(server, [("orders.datasource", Source), ("total.pipe", Count)]);
        await server.Client.PostAsync(new Uri("/v0/events?name=orders&wait=true", UriKind.Relative), new StringContent("{\"id\":1}"));

        var removed = await DeployAsync(server, []);
        Assert.Contains("its rows stay in Postgres", removed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(Address("total"))).StatusCode);
        await DeployAsync(server, [("orders.datasource", Source), ("total.pipe", Count)]);

        Assert.Equal(1, (await AskAsync(server, "total")).GetProperty("n").GetInt64());
    }

    [Fact]
    public async Task AFolderOfTheSameNameIsReplacedAndOthersStay()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);

        using var taken = await PostAsync(server, [("get_events.pipe", Count)], check: false);
        var replaced = await (await PostAsync(server, [("events.datasource", Source)], check: false, project: "event-tracking")).JsonAsync();

        // The first would be a second pipe of that name; the second would lose columns.
        Assert.Equal(HttpStatusCode.BadRequest, taken.StatusCode);
        Assert.Contains("its values would be lost", replaced.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(new Uri("/v0/pipes/get_events", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task OnlyTheAdminDeploys()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres);

        using var answer = await server.Anonymous.PostAsJsonAsync(new Uri("/v1/deployments", UriKind.Relative), new { project = "x", files = Array.Empty<string>() });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    static Uri Address(string pipe) => new($"/v0/pipes/{pipe}.json", UriKind.Relative);

    static async Task<JsonElement> AskAsync(GrainwatchServer server, string pipe) =>
        (await (await server.Client.GetAsync(Address(pipe))).JsonAsync()).GetProperty("data")[0];

    static async Task<JsonElement> DeployAsync(GrainwatchServer server, (string Path, string Text)[] files, bool check = false)
    {
        using var answer = await PostAsync(server, files, check);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    static Task<HttpResponseMessage> PostAsync(GrainwatchServer server, (string Path, string Text)[] files, bool check, string project = "shop") =>
        server.Client.PostAsJsonAsync(
            new Uri($"/v1/deployments?check={(check ? "true" : "false")}", UriKind.Relative),
            new { project, files = files.Select(file => new { path = file.Path, text = file.Text }) });

    /// <returns>How many rows were acknowledged.</returns>
    static async Task<long> SendAsync(GrainwatchServer server, CancellationToken stop)
    {
        var sent = 0L;
        while (!stop.IsCancellationRequested)
        {
            using var answer = await server.Client.PostAsync(
                new Uri("/v0/events?name=orders&wait=true", UriKind.Relative), new StringContent($"{{\"id\":{sent}}}"), CancellationToken.None);
            Assert.Equal($"{{\"successful_rows\":1,\"quarantined_rows\":0}}", await answer.Content.ReadAsStringAsync(CancellationToken.None));
            sent++;
        }

        return sent;
    }

    static async Task<long> TablesAsync(GrainwatchServer server)
    {
        await using var command = server.Database.CreateCommand("select count(*) from pg_class where relname in ('orders', 'more') and relkind = 'r'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
