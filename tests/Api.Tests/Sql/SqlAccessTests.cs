using System.Net;
using System.Text.RegularExpressions;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Execution;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Grainwatch.Api.Tests.Sql;

/// <summary>What SQL cannot do, and what it cannot see.</summary>
public sealed partial class SqlAccessTests(SqlFixture fixture) : IClassFixture<SqlFixture>
{
    [Theory]
    [InlineData("insert into orders values (1)")]
    [InlineData("delete from orders")]
    [InlineData("with x as (delete from orders returning 1) select * from x")]
    [InlineData("with x as (insert into orders (id) values (1) returning 1) select * from x")]
    [InlineData("select 1; drop view orders")]
    [InlineData("select 1; select 2")]
    [InlineData("copy orders to '/tmp/x'")]
    [InlineData("set role postgres")]
    [InlineData("reset role")]
    [InlineData("begin")]
    [InlineData("explain analyze select 1")]
    [InlineData("do $$ begin end $$")]
    [InlineData("select * into stolen from orders")]
    [InlineData("select * from pg_authid")]
    [InlineData("select * from pg_catalog.pg_class")]
    [InlineData("select * from information_schema.tables")]
    [InlineData("select * from grainwatch.tokens")]
    [InlineData("select * from \"grainwatch\".\"tokens\"")]
    [InlineData("select pg_read_file('/etc/passwd')")]
    [InlineData("select \"pg_read_file\"('/etc/passwd')")]
    [InlineData("select pg_catalog.pg_read_file('/etc/passwd')")]
    [InlineData("select lo_import('/etc/passwd')")]
    [InlineData("select pg_sleep(1)")]
    [InlineData("select set_config('role', 'postgres', false)")]
    [InlineData("select query_to_xml('select * from grainwatch.tokens', true, true, '')")]
    [InlineData("select database_to_xml(true, true, '')")]
    [InlineData("select 'grainwatch.tokens'::regclass")]
    [InlineData("select $1")]
    [InlineData("select U&\"\\0070g_authid\" from orders")]
    public async Task EvenTheAdminCannot(string sql)
    {
        using var answer = await SqlFixture.AskAsync(fixture.Server.Client, sql);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.Forbidden });
        await using var count = fixture.Server.Database.CreateCommand("select count(*) from sources.orders");
        Assert.Equal(3L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task ATokenReadsOnlyWhatItsScopesName()
    {
        using var client = await fixture.ClientAsync("DATASOURCES:READ:orders");

        using var own = await SqlFixture.AskAsync(client, "select count(*) from orders");
        using var other = await SqlFixture.AskAsync(client, "select count(*) from secrets");
        using var nothing = await SqlFixture.AskAsync(client, "select count(*) from no_such_thing");
        using var pipe = await client.GetAsync(new Uri("/v0/sql?pipeline=totals&q=select%201", UriKind.Relative));
        using var anonymous = await SqlFixture.AskAsync(fixture.Server.Anonymous, "select 1");

        Assert.Equal("3\n", await own.Content.ReadAsStringAsync());
        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (other.StatusCode, nothing.StatusCode, pipe.StatusCode, anonymous.StatusCode));
        Assert.Equal(
            Name().Replace(await other.Content.ReadAsStringAsync(), "x"), Name().Replace(await nothing.Content.ReadAsStringAsync(), "x"));
    }

    [Theory]
    [InlineData("select count(*) from orders", "1\n")]
    [InlineData("select count(*) from \"orders\" o join orders p using (company)", "1\n")]
    [InlineData("select (select count(*) from orders) + count(*) from orders", "2\n")]
    [InlineData("with orders as (select * from orders) select count(*) from orders", "1\n")]
    [InlineData("with x as materialized (table orders) select count(*) from x", "1\n")]
    [InlineData("select count(*) from orders_quarantine", "0\n")]
    public async Task ARowFilterHoldsWhateverTheSqlSays(string sql, string expected)
    {
        using var client = await fixture.ClientAsync("DATASOURCES:READ:orders:company = 2");

        Assert.Equal(expected, await (await SqlFixture.AskAsync(client, sql)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task TheRoleOfATokenReadsNothingElseEvenWithoutTheGuard()
    {
        var catalogue = fixture.Server.Services.GetRequiredService<ProjectCatalogue>().Current;
        var roles = fixture.Server.Services.GetRequiredService<CallerRoles>();
        var role = await roles.FindAsync(catalogue, source => source == "orders", CancellationToken.None);
        Assert.NotNull(role);

        Assert.Equal("3", await AsAsync(role, "select count(*)::text from sources.orders"));
        foreach (var sql in new[] { "select count(*)::text from sources.secrets", "select text::text from grainwatch.tokens", "select pg_read_file('/etc/passwd')", "copy (select 1) to '/tmp/x'", "create table sources.x ()" })
        {
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => AsAsync(role, sql))).SqlState);
        }
    }

    async Task<string?> AsAsync(string role, string sql)
    {
        await using var connection = await fixture.Server.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var set = new NpgsqlCommand($"set local role {role}", connection);
        await set.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    [GeneratedRegex("secrets|no_such_thing")]
    private static partial Regex Name();
}
