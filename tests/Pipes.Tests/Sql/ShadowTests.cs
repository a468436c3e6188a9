using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;
using Npgsql;

namespace Grainwatch.Pipes.Tests.Sql;

/// <summary>A row filter holds wherever the data source is mentioned, and in everything that is computed from it.</summary>
public sealed class ShadowTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("select company, v from t order by v", "1|10")]
    [InlineData("select count(*) as n from t", "1")]
    [InlineData("select sum(v) as s from (select * from t union all select * from t) x", "20")]
    [InlineData("select a.v from t a join t b on true order by 1", "10")]
    [InlineData("with t as (select * from t) select v from t", "10")]
    [InlineData("with x as (with t as (select * from t) select * from t) select v from x", "10")]
    [InlineData("select (select count(*) from \"t\") as n", "1")]
    [InlineData("select v from only t", "10")]
    [InlineData("table t", "1|10")]
    [InlineData("select max(v) as m from T", "10")]
    [InlineData("select n from (select count(*) as n from t where exists (select from t u where u.v > 15)) x", "0")]
    [InlineData("select count(*) as n from t_quarantine", "0")]
    public async Task OnlyMatchingRowsAreSeen(string sql, string expected)
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(
            ("t.datasource", "SCHEMA >\n    `company` Int8, `v` Int32"),
            ("p.pipe", $"NODE n\nSQL >\n    {sql}\n"),
            ("nested.pipe", $"NODE inner_node\nSQL >\n    {sql}\nNODE n\nSQL >\n    select * from inner_node\n"),
            ("over.pipe", "NODE n\nSQL >\n    select * from t\n"));
        await rig.InsertAsync("t", ["""{"company": 1, "v": 10}""", """{"company": 2, "v": 20}"""]);
        await rig.ExecuteAsync("insert into quarantine (source, import_id, error_columns, errors, raw, fields) values ('t', '', '{}', '{}', '{}', '{\"company\": 2}')");
        var filter = Filter("t", "company = {{Int8(c)}}", ("c", "1"));

        foreach (var pipe in new[] { "p", "nested" })
        {
            Assert.Equal(expected, Body(await rig.AskTextAsync(pipe, "csv", access: new QueryAccess { Filters = [filter] })));
        }

        // Of the result there is no quarantine.
        sql = sql.Replace("from t_quarantine", "from t where v > 15", StringComparison.Ordinal);
        Assert.Equal(expected, Body(await rig.AskTextAsync("over", "csv", access: new QueryAccess { Filters = [filter] }, over: sql.Replace("from t", "from _", StringComparison.Ordinal).Replace("\"t\"", "t", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task WhatIsComputedFromLogsIsComputedFromTheFilteredOnes()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(
            ("minutes.pipe", "NODE n\nSQL >\n    select s.service, sum(m.count) as n from log_minutes m join log_series s using (series_id) group by 1"),
            ("hours.pipe", "NODE n\nSQL >\n    select sum(count) as n from log_hours"),
            ("series.pipe", "NODE n\nSQL >\n    select service, severity from log_series"),
            ("rows.pipe", "NODE n\nSQL >\n    select count(*) as n from system_logs_by_series"),
            ("active.pipe", "NODE n\nSQL >\n    select service, threshold_per_minute from active_thresholds order by 1"));
        await rig.ExecuteAsync(
            """
            insert into series (service, severity) values ('api', 'ERROR'), ('db', 'ERROR');
            create table log_entries_all partition of log_entries for values from ('2000-01-01') to ('2100-01-01');
            insert into log_entries select 1 + i % 2, '2026-03-01 09:00+00'::timestamptz + i * interval '10 seconds', '', 'm', '', '', '' from generate_series(0, 9) i;
            insert into log_minute_deltas select series_id, date_trunc('minute', timestamp), count(*) from log_entries group by 1, 2;
            insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at)
            values ('api', 'ERROR', 1, 1, '2026-01-01'), ('api', 'ERROR', 2, 1, '2026-01-01'), ('db', 'ERROR', 3, 1, '2026-01-01')
            """);
        var access = new QueryAccess
        {
            Filters = [Filter("system_logs", "service = 'api' and timestamp >= {{DateTime(t)}}", ("t", "2026-03-01 09:00:30")), Filter("log_anomaly_thresholds", "service = 'api'")],
        };

        Assert.Equal("api|3", Body(await rig.AskTextAsync("minutes", "csv", access: access)));
        Assert.Equal("3", Body(await rig.AskTextAsync("hours", "csv", access: access)));
        Assert.Equal("api|ERROR", Body(await rig.AskTextAsync("series", "csv", access: access)));
        Assert.Equal("3", Body(await rig.AskTextAsync("rows", "csv", access: access)));
        Assert.Equal("api|2", Body(await rig.AskTextAsync("active", "csv", access: access)));
    }

    /// <summary>An error, or the time that a condition takes, would tell what is in the rows that it was tried on.</summary>
    [Theory]
    [InlineData("select count(*) as n from t where 1 / (company - 2) <> 0")]
    [InlineData("select count(*) as n from t where secret::int > 0")]
    [InlineData("select count(*) as n from t where company <> 2 and secret::int > 0")]
    [InlineData("select count(*) as n from t join (select 1) x on 1 / (t.company - 2) <> 0")]
    [InlineData("select count(*) as n from (select * from t order by v limit 5) x where secret::int > 0")]
    [InlineData("select count(*) as n from _ where secret::int > 0")]
    [InlineData("select count(*) as n from _ where 1 / (company - 2) <> 0")]
    [InlineData("select count(*) as n from _ a join _ b on a.secret::int = b.secret::int")]
    public async Task NoConditionOfTheCallersIsTriedOnAHiddenRow(string over)
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(
            ("t.datasource", "SCHEMA >\n    `company` Int8, `v` Int32, `secret` String"),
            ("p.pipe", "NODE n\nSQL >\n    select * from t\nNODE m\nSQL >\n    with x as (select * from n) select company, secret from x where v in (10, 11, 12, 13, 20) and v <> 20\n"));
        await rig.InsertAsync("t", ["""{"company": 1, "v": 10, "secret": "7"}""", """{"company": 2, "v": 20, "secret": "hidden"}"""]);
        // Costlier than the conditions above, so that Postgres would try those first.
        var filter = Filter("t", "company = 1 or company = 11 or company = 12 or company = 13");

        Assert.Equal("1", Body(await rig.AskTextAsync("p", "csv", access: new QueryAccess { Filters = [filter] }, over: over)));

        // What the pipe leaves out is hidden too, and so is what a filter on the pipe does.
        if (over.Contains("from _", StringComparison.Ordinal))
        {
            Assert.Equal("1", Body(await rig.AskTextAsync("p", "csv", access: new QueryAccess { MayRead = _ => false }, over: over)));
        }
    }

    [Fact]
    public async Task NoConditionOfTheCallersIsTriedOnARowThatAFilterOnThePipeHides()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(
            ("t.datasource", "SCHEMA >\n    `company` Int8, `secret` String"),
            ("p.pipe", "NODE n\nSQL >\n    select * from t\n"));
        await rig.InsertAsync("t", ["""{"company": 1, "secret": "7"}""", """{"company": 2, "secret": "hidden"}"""]);
        var access = new QueryAccess { ResultFilter = Filter("t", "company = 1 or company = 11 or company = 12").Condition };

        Assert.Equal("1", Body(await rig.AskTextAsync("p", "csv", access: access, over: "select count(*) as n from _ where secret::int > 0")));
    }

    [Fact]
    public async Task TheRoleOfQueriesSeesNothingElse()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);
        foreach (var sql in new[]
        {
            "select * from grainwatch.series", "select * from grainwatch.quarantine", "select * from grainwatch_data.events",
            "delete from sources.events", "create table sources.x (a int)", "select pg_read_file('/etc/passwd')", "copy sources.events to program 'true'",
        })
        {
            await using var connection = await rig.Database.OpenConnectionAsync();
            await using var role = new NpgsqlCommand("set role grainwatch_reader", connection);
            await role.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand(sql, connection);

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
            await using var reset = new NpgsqlCommand("reset role", connection);
            await reset.ExecuteNonQueryAsync();
        }
    }

    static RowFilter Filter(string source, string condition, params (string, string)[] parameters) =>
        new(source, Template.Parse(condition).Render(Templates.Rendering.Context(Templates.Rendering.Values(parameters))));

    static string Body(string csv) => string.Join(';', csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Distinct())
        .Replace("\"", "", StringComparison.Ordinal).Replace(',', '|');
}
