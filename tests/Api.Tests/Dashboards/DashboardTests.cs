using System.Globalization;
using System.Text;
using Grainwatch.Api.Tests.Probes;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Api.Tests.Dashboards;

/// <summary>Every query of every dashboard, run where Grafana would run it, on a server with logs, probes, failures and anomalies.</summary>
public sealed class DashboardTests(DashboardTests.BusyServer busy) : IClassFixture<DashboardTests.BusyServer>
{
    public static TheoryData<string> Names => new(Dashboard.Files.Select(file => Path.GetFileName(file)!));

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task EverySqlOfTheDashboardHasData(string dashboard)
    {
        var grafana = await GrafanaLogin.MakeAsync(busy.ConnectionString, password: "a-password");
        await busy.WithDataAsync();
        await using NpgsqlConnection connection = new(grafana);
        await connection.OpenAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (panel, sql) in Dashboard.Sql(FileOf(dashboard), now - TimeSpan.FromHours(6), now))
        {
            Assert.True(await ExecuteAsync(connection, sql) > 0, $"{dashboard}, '{panel}': no rows from\n{sql}");
        }
    }

    [SkippableTheory]
    [InlineData("select * from grainwatch.log_entries")]
    [InlineData("create table sources.mine (id int)")]
    public async Task GrafanaMayReadTheDataSourcesAndNothingElse(string sql)
    {
        var grafana = await GrafanaLogin.MakeAsync(busy.ConnectionString, password: "a-password");
        await using NpgsqlConnection connection = new(grafana);
        await connection.OpenAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [SkippableFact]
    public async Task GrafanaGetsNoLoginWithoutAPassword()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => GrafanaLogin.MakeAsync(busy.ConnectionString, password: ""));

        Assert.Contains("GRAINWATCH_GRAFANA_PASSWORD is not set", refused.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task EveryPromQlOfTheDashboardHasData(string dashboard)
    {
        Skip.IfNot(PrometheusProcess.IsInstalled, PrometheusProcess.Absent);
        await busy.WithDataAsync();
        await using PrometheusProcess prometheus = new(busy.Server.BaseAddress);
        foreach (var (panel, expression) in Dashboard.PromQl(FileOf(dashboard)))
        {
            await Eventually.BecomesTrueAsync(
                async () =>
                {
                    // Rates need something to happen between two looks.
                    await busy.MakeTrafficAsync();
                    var values = await prometheus.QueryAsync(expression);
                    return values.Count > 0 && values.All(double.IsFinite);
                },
                $"{dashboard}, '{panel}': data for {expression}",
                TimeSpan.FromSeconds(60));
        }
    }

    static string FileOf(string dashboard) => Dashboard.Files.Single(file => Path.GetFileName(file) == dashboard);

    static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        while (await reader.ReadAsync())
        {
            rows++;
        }

        return rows;
    }

    public sealed class BusyServer : IAsyncLifetime
    {
        readonly PostgresFixture postgres = new();
        readonly ScriptedTarget good = ScriptedTarget.Answering();
        GrainwatchServer? server;
        int services;

        public string ConnectionString { get; private set; } = "";

        public GrainwatchServer Server => server ?? throw new InvalidOperationException("The fixture has not started.");

        public async Task InitializeAsync()
        {
            await postgres.InitializeAsync();
            ConnectionString = await postgres.CreateDatabaseAsync();
            server = await GrainwatchServer.StartAsync(
                ConnectionString,
                [$"Grainwatch:Projects={Path.Combine(Programs.RepositoryRoot(), "projects")}", "Grainwatch:Probes:AllowedNetworks:0=127.0.0.0/8"]);
            await PutAsync("/v1/thresholds/*/ERROR", """{"threshold_per_minute":5}""");
            await PutAsync("/v1/thresholds/cart/ERROR", """{"threshold_per_minute":5}""");
            await PutAsync("/v1/probes/good", $$"""{"type":"http","url":"{{good.Url}}","interval":"1s"}""");
            await PutAsync("/v1/probes/bad", """{"type":"tcp","host":"127.0.0.1","port":1,"interval":"1s"}""");
            await PostRowsAsync("api_metrics", Enumerable.Range(0, 400).Select(second => Run(second, 20)));
            // Judged by what was posted above: made afterwards.
            await PutAsync("/v1/probes/known", $$"""{"type":"http","url":"{{good.Url}}","interval":"1s"}""");
            await PostRowsAsync("system_logs", Enumerable.Range(0, 20).Select(_ => Log("cart")));
        }

        public Task WithDataAsync() => Eventually.BecomesTrueAsync(
            async () =>
            {
                await using var command = Server.Database.CreateCommand(
                    "select count(*) filter (where success = 0) > 0 and count(*) filter (where api_name = 'known' and anomaly_score is not null) > 0 from sources.api_metrics");
                return (bool)(await command.ExecuteScalarAsync())!;
            },
            "there are failed runs, and runs with a score");

        /// <summary>Logs, some that do not fit, and an anomaly of a service that is new each time.</summary>
        public Task MakeTrafficAsync()
        {
            var service = $"service-{Interlocked.Increment(ref services)}";
            return PostRowsAsync("system_logs", Enumerable.Range(0, 6).Select(_ => Log(service)).Append("{}"));
        }

        public async Task DisposeAsync()
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }

            await good.DisposeAsync();
            await postgres.DisposeAsync();
        }

        static string Log(string service) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"timestamp":"{{TimeProvider.System.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm:ss}}","server_id":"a","service":"{{service}}","severity":"ERROR","message":"m","error_code":"","resource_id":"","metadata":"{}"}""");

        static string Run(int second, int milliseconds) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"timestamp":"{{(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(30)).AddSeconds(second).UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}}","api_name":"known","kind":"http","success":1,"state":"up","status_code":200,"response_time_ms":{{milliseconds}},"response_size_bytes":0,"failure":"","error_message":"","address":"","anomaly_tier":""}""");

        async Task PutAsync(string path, string json)
        {
            using var answer = await Server.Client.PutAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        async Task PostRowsAsync(string source, IEnumerable<string> rows)
        {
            using var answer = await Server.Client.PostAsync(
                new Uri($"/v0/events?name={source}&wait=true", UriKind.Relative), new StringContent(string.Join('\n', rows), Encoding.UTF8, "application/json"));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}
