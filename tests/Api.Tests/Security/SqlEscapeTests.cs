using System.Net;
using System.Text;

namespace Grainwatch.Api.Tests.Security;

/// <summary>SQL that tries to get out of what a token may see, through both doors: <c>/v0/sql</c>, and <c>q</c> over the result of a pipe.</summary>
[Collection(TwoTenantsCollection.Name)]
public sealed class SqlEscapeTests(TwoTenants tenants)
{
    const string Longest = "a123456789b123456789c123456789d123456789e123456789f123456789xyz";

    static readonly string[] All =
    [
        // What is written in the catalogues.
        "select * from pg_catalog.pg_authid", "select * from pg_shadow", "select * from \"pg_stat_activity\"", "select * from PG_CATALOG . PG_TABLES", "select * from pg_catalog/**/.pg_views",
        "select * from information_schema.columns", "select * from \"information_schema\".\"tables\"", "select 16400::regclass::text", "select 'events'::regclass::oid", "select 10::regrole::text",
        "select to_regclass('grainwatch.tokens')", "select format_type(16400, null)", "select has_table_privilege('grainwatch.tokens', 'select')", "select col_description(16400, 1)",
        "select current_setting('data_directory')", "select inet_server_addr()", "select pg_get_viewdef(16400)", "select pg_backend_pid()", "select * from pg_settings",
        // Tables that are behind the data sources.
        "select * from grainwatch.tokens", "select * from grainwatch.series", "select * from grainwatch_data.events", "select * from sources.events", "select * from \"sources\".events",
        "select * from SOURCES.events", "select * from sources /* */ . /* */ events", "select * from sources\v.events", "select * from sources\t.\nevents", "table sources.events",
        "select sources.events.* from sources.events", "with sources as (select 1) select * from sources.events", "select (select user_id from sources.events limit 1) as x",
        "select * from postgres.sources.events", "select * from U&\"\\0073ources\".events", "select * from U&\"sourc!0065s\" uescape '!'.events",
        // Files and other machines.
        "select pg_read_file('/etc/passwd')", "select pg_read_binary_file('/etc/passwd')", "select * from pg_ls_dir('/')", "select pg_stat_file('/etc/passwd')", "select lo_import('/etc/passwd')",
        "select lo_export(1, '/tmp/x')", "select \"pg_read_file\" ( '/etc/passwd' )", "copy events to '/tmp/x'", "copy events to program 'id'", "copy (select 1) to stdout", "copy events from program 'id'",
        "select dblink('dbname=x', 'select 1')", "select dblink_connect('x')", "load 'x'", "create extension dblink",
        // Functions that run what a text says.
        "select query_to_xml('select * from sources.events', true, true, '')", "select table_to_xml('sources.events', true, true, '')", "select schema_to_xml('grainwatch', true, true, '')",
        "select database_to_xml(true, true, '')", "select cursor_to_xml('c', 1, true, true, '')", "select * from ts_stat('select to_tsvector(user_id) from sources.events')",
        "select ts_rewrite('a'::tsquery, 'select * from sources.events')", "execute x", "prepare x as select 1", "declare c cursor for select 1", "do $$ begin end $$", "call x()",
        // Another role, another session, another transaction.
        "set role postgres", "set session authorization postgres", "set local role none", "reset role", "reset all", "discard all", "select set_config('role', 'none', false)",
        "select \"set_config\"('search_path', 'grainwatch', false)", "begin", "commit", "rollback", "set transaction read write", "savepoint a", "listen x", "notify x", "select pg_notify('x', '')",
        "select pg_advisory_lock(1)", "select pg_terminate_backend(1)", "select pg_cancel_backend(1)", "select pg_reload_conf()", "select pg_sleep(60)", "lock table events", "show all",
        // More than one statement.
        "select 1; select 2", "select 1; drop view events", "select 1;; select 2", "select 1 /* ; */ ; set role postgres", "select 1 --\n; delete from events", "; select 1; commit; drop schema grainwatch cascade",
        "select 1) ; delete from events --", "select 1) union all (select 2", "select 1)) x, (select * from sources.events",
        // What changes something.
        "insert into events (user_id) values ('x')", "update events set user_id = 'x'", "delete from events", "truncate events", "drop view events", "create table x (a int)", "create temp table x (a int)",
        "alter role current_user superuser", "grant all on all tables in schema grainwatch to public", "select * into stolen from events", "merge into events using events on true when matched then delete",
        "with x as (delete from events returning *) select * from x", "with x as (insert into events (user_id) values ('x') returning *) select * from x", "with x as (update events set user_id = '' returning *) select * from x",
        "select nextval('grainwatch.series_id_seq')", "select setval('grainwatch.series_id_seq', 1)", "vacuum events", "explain analyze select * from events", "refresh materialized view x",
        // Words that Postgres would read otherwise than the guard.
        "select $$a$$", "select $q$ select $q$", "select 'a' 'b'", "select E'a'\n'\\' || sources.events --'", "select U&'\\0041'", "select 1e'a'", "select \"a", "select 'a", "select /* a",
        $"select * from {Longest}x", "select $1", "select :x", "select 1 \\; select 2", "select \\x",
    ];

    public static TheoryData<string> Attempts => [.. All];

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task IsRefusedAndTellsNothing(string sql)
    {
        using var client = tenants.Shared.CreateClient(tenants.First);
        using var body = new StringContent(sql, Encoding.UTF8, "text/plain");
        using var own = await client.PostAsync("/v0/sql", body);
        using var over = await client.GetAsync($"/v0/pipes/event_stats.json?q={Uri.EscapeDataString(sql)}");
        using var pipeline = await client.GetAsync($"/v0/sql?pipeline=event_stats&q={Uri.EscapeDataString(sql)}");

        foreach (var answer in new[] { own, over, pipeline })
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, $"{(int)answer.StatusCode} {text}");
            Assert.DoesNotContain(TwoTenants.Secret, text, StringComparison.Ordinal);
        }
    }

    /// <summary>Whether something is there that the token may not read must not show.</summary>
    [Theory]
    [InlineData("select * from {0}")]
    [InlineData("select count(*) from (table {0}) x")]
    [InlineData("select 1 from event_types, {0}")]
    [InlineData("with x as (select * from {0}) select * from x")]
    [InlineData("% select * from {{{{table('{0}')}}}}")]
    public async Task WhatIsHiddenAndWhatIsNotThereAreAnsweredAlike(string sql)
    {
        var events = await tenants.TokenAsync("DATASOURCES:READ:events", "PIPES:READ:event_stats");
        using var client = tenants.Shared.CreateClient(events);
        List<string> answers = [];
        foreach (var name in new[] { "companies", "companiez" })
        {
            using var own = await client.GetAsync($"/v0/sql?q={Uri.EscapeDataString(string.Format(null, sql, name).Replace("event_types", "events", StringComparison.Ordinal))}");
            answers.Add($"{(int)own.StatusCode} {(await own.Content.ReadAsStringAsync()).Replace(name, "NAME", StringComparison.Ordinal)}");
        }

        Assert.Equal(answers[1], answers[0]);
        Assert.DoesNotContain(answers, answer => answer.StartsWith("200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NothingOfItChangedAnything()
    {
        foreach (var sql in All)
        {
            using var client = tenants.Alone.CreateClient(tenants.FirstAlone);
            using var body = new StringContent(sql, Encoding.UTF8, "text/plain");
            using var answer = await client.PostAsync("/v0/sql", body);
        }

        // The pool's sessions are used again: none of them kept another role, schema or transaction.
        using var reader = tenants.Alone.CreateClient(tenants.FirstAlone);
        for (var session = 0; session < 15; session++)
        {
            using var count = await reader.GetAsync("/v0/sql?q=select count(*) from events");
            Assert.Equal("20\n", await count.Content.ReadAsStringAsync());
        }
    }
}
