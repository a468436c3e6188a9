using System.Text.Json.Nodes;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Filters;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;
using Npgsql;

namespace Grainwatch.Pipes.Tests.Filters;

public sealed class RowFilterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    const string Sales = """
        SCHEMA >
            `company_id` Int16 `json:$.company_id`,
            `Plan` String `json:$.Plan`,
            `amount` Nullable(Float64) `json:$.amount`,
            `at` DateTime `json:$.at`
        """;

    const string Everything = """
        NODE raw
        SQL >
            select company_id, "Plan", amount, at from sales -- a comment

        NODE endpoint
        SQL >
            select company_id, "Plan", amount, at from raw order by company_id -- and another
        TYPE endpoint
        """;

    const string Total = """
        NODE endpoint
        SQL >
            select count(*) as n, (select count(*) from sales s join sales t on s.company_id = t.company_id) as pairs from sales
        TYPE endpoint
        """;

    PipeRig rig = null!;

    public async Task InitializeAsync()
    {
        rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("sales.datasource", Sales), ("everything.pipe", Everything), ("total.pipe", Total));
        await using var insert = rig.Database.CreateCommand("""
            insert into grainwatch_data.sales (company_id, "Plan", amount, at) values
                (1, 'Pro', 10, '2026-01-01 00:00:00Z'), (2, 'Dev', -2.5, '2026-01-02 00:00:00Z'),
                (3, 'O''Neil', null, '2026-01-03 00:00:00Z'), (4, 'Pro', 400, '2026-01-04 00:00:00Z')
            """);
        await insert.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Theory]
    [InlineData("company_id=1", "1")]
    [InlineData("company_id == 2", "2")]
    [InlineData("company_id != 1", "2 3 4")]
    [InlineData("company_id <> 1 and company_id < 4", "2 3")]
    [InlineData("company_id in (1, 4)", "1 4")]
    [InlineData("company_id NOT IN (1, 4)", "2 3")]
    [InlineData("company_id between 2 and 3", "2 3")]
    [InlineData("amount = -2.5", "2")]
    [InlineData("amount >= 1e1", "1 4")]
    [InlineData("amount is null", "3")]
    [InlineData("amount is not null", "1 2 4")]
    [InlineData("Plan = 'Pro'", "1 4")]
    [InlineData("\"Plan\" = 'O''Neil'", "3")]
    [InlineData("Plan like 'P%'", "1 4")]
    [InlineData("Plan not like 'P%'", "2 3")]
    [InlineData("not (Plan = 'Pro' or company_id = 2)", "3")]
    [InlineData("Plan = 'Pro' and company_id = 1 or company_id = 2", "1 2")]
    [InlineData("Plan = 'Pro' and (company_id = 1 or company_id = 2)", "1")]
    [InlineData("at > '2026-01-02 12:00:00'", "3 4")]
    [InlineData("Plan = '; drop table sales; --'", "")]
    [InlineData("Plan = '$1'", "")]
    public async Task OnlyTheRowsThatItHoldsForAreThere(string filter, string companies)
    {
        Assert.Equal(companies, await CompaniesAsync(Access(filter)));
        Assert.Equal(companies, await CompaniesAsync(new QueryAccess { ResultFilter = FilterParser.Parse(filter) }));
    }

    [Theory]
    [InlineData("", "ends where a column is expected")]
    [InlineData("company_id", "ends where a comparison")]
    [InlineData("company_id = ", "ends where a number or a text")]
    [InlineData("company_id = company_id", "has 'company_id' where a number or a text")]
    [InlineData("1 = 1", "has '1' where a column is expected")]
    [InlineData("company_id = 1 or true", "which is not there")]
    [InlineData("company_id = 1; drop table sales", "has ';' where AND, OR or the end")]
    [InlineData("company_id = 1)", "has ')' where AND, OR or the end")]
    [InlineData("(company_id = 1", "ends where ')'")]
    [InlineData("company_id = (select 1)", "has '(' where a number or a text")]
    [InlineData("company_id = 1 union select 1", "has 'union' where AND, OR or the end")]
    [InlineData("length(Plan) = 3", "names the column 'length', which is not there")]
    [InlineData("plan = 'Pro'", "names the column 'plan', which is not there")]
    [InlineData("nothing = 1", "names the column 'nothing', which is not there: there are Plan, amount, at, company_id")]
    [InlineData("company_id = E'\\061'", "has 'E'\\061'' where a number or a text")]
    [InlineData("company_id = $1", "has '$1' where a number or a text")]
    [InlineData("Plan = 'open", "a string is never closed")]
    [InlineData("company_id =! 1", "a comparison")]
    [InlineData("Plan = 'a\0b'", "U+0000")]
    public void WhatIsNoFilterIsRefused(string filter, string problem)
    {
        var refused = Assert.Throws<FilterException>(() => FilterParser.Parse(rig.Catalogue.Current.DataSources["sales"], filter));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepNestingIsRefusedAndDoesNotOverflow()
    {
        var deep = new string('(', 4000) + "company_id = 1" + new string(')', 4000);

        Assert.Throws<FilterException>(() => FilterParser.Parse(deep));
        Assert.Throws<FilterException>(() => FilterParser.Parse(string.Concat(Enumerable.Repeat("not ", 2000)) + "company_id = 1"));
    }

    [Fact]
    public async Task CountsAndJoinsSeeTheSameRows()
    {
        var row = await RowAsync("total", Access("company_id in (1, 2)"), over: null);

        Assert.Equal((2, 2), ((int)row["n"]!, (int)row["pairs"]!));
    }

    [Theory]
    [InlineData("select count(*) as n from sales")]
    [InlineData("select count(*) as n from \"sales\"")]
    [InlineData("select count(*) as n from _, sales s")]
    [InlineData("select count(*) as n from sales_quarantine")]
    [InlineData("select count(*) as n from log_minutes")]
    [InlineData("select (select count(*) from (table sales) x) as n from _")]
    [InlineData("with sales as (select 1) select count(*) as n from sales")]
    public async Task SqlOverAResultReachesNothingElseThatTheTokenMayNotRead(string over)
    {
        var access = new QueryAccess { MayRead = _ => false };

        await Assert.ThrowsAsync<SqlAccessException>(() => RowAsync("everything", access, over));
    }

    [Fact]
    public async Task SqlOverAResultDoesNotSeeTheStepsOnTheWayToIt()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => RowAsync("everything", QueryAccess.All, "select count(*) as n from raw"));

        Assert.Equal(PostgresErrorCodes.UndefinedTable, refused.SqlState);
    }

    [Theory]
    [InlineData("select count(*) as n from _", 2)]
    [InlineData("select count(*) as n from sales", 3)]
    [InlineData("select count(*) as n from _ join sales using (company_id)", 2)]
    public async Task WhatItMayReadItReadsFiltered(string over, int count)
    {
        var access = Access("company_id > 1") with
        {
            ResultFilter = FilterParser.Parse("company_id < 4"),
            MayRead = source => source == "sales",
        };

        Assert.Equal(count, (int)(await RowAsync("everything", access, over))["n"]!);
    }

    QueryAccess Access(string filter) => new() { Filters = [FilterParser.Parse(rig.Catalogue.Current.DataSources["sales"], filter)] };

    async Task<string> CompaniesAsync(QueryAccess access)
    {
        var answer = JsonNode.Parse(await rig.AskTextAsync("everything", "json", access: access))!;
        return string.Join(' ', answer["data"]!.AsArray().Select(row => row!["company_id"]!.ToString()));
    }

    async Task<JsonNode> RowAsync(string pipe, QueryAccess access, string? over) =>
        JsonNode.Parse(await rig.AskTextAsync(pipe, "json", ParameterValues.None, access, over))!["data"]![0]!;
}
