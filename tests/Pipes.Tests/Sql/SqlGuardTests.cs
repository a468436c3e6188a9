using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Tests.Sql;

public sealed class SqlGuardTests
{
    static readonly HashSet<string> Schemas = ["sources", "grainwatch", "grainwatch_data", "pg_catalog", "information_schema", "public"];

    [Theory]
    [InlineData("select * from events")]
    [InlineData("select e.user_id, count(*) from events e join users u on u.id = e.user_id group by 1;")]
    [InlineData("with x as (select 1 as a) select a from x")]
    [InlineData("(select 1) union all (select 2)")]
    [InlineData("values (1), (2)")]
    [InlineData("select * from a123456789b123456789c123456789d123456789e123456789f123456789xyz")]
    [InlineData("table events")]
    [InlineData("select 'sources.events; drop table x -- ' as s, \"odd \"\"name\" from events -- comment with ' and sources.x\n")]
    [InlineData("select /* sources.x /* nested */ ' */ 1 ;;")]
    [InlineData("select E'it\\'s; sources.x' as s")]
    [InlineData("select 1.5e3, .5, 1., a.b from a")]
    [InlineData("select x::numeric(20, 0), date_trunc('hour', t), array[1][1] from events where a->>'k' = 'x' and b @> '{}'")]
    public void PlainQueriesPass(string sql) => Check(sql);

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" ; ", "empty")]
    [InlineData("delete from events", "only SELECT")]
    [InlineData("copy events to program 'x'", "only SELECT")]
    [InlineData("set role postgres", "only SELECT")]
    [InlineData("explain select 1", "only SELECT")]
    [InlineData("select 1; select 2", "only one statement")]
    [InlineData("select 1; drop table events", "only one statement")]
    [InlineData("select 1) union (select 2", "never opened")]
    [InlineData("select (1", "never closed")]
    [InlineData("select * from sources.events", "'sources.' is not allowed")]
    [InlineData("select * from SOURCES . events", "'sources.' is not allowed")]
    [InlineData("select * from \"sources\".\"events\"", "'sources.' is not allowed")]
    [InlineData("select * from \"sources\" /* */ . events", "'sources.' is not allowed")]
    [InlineData("select * from gw.sources.events", "'sources.' is not allowed")]
    [InlineData("select * from grainwatch.log_entries", "'grainwatch.' is not allowed")]
    [InlineData("select * from information_schema.tables", "'information_schema.' is not allowed")]
    [InlineData("select * from pg_class", "'pg_class' is not allowed")]
    [InlineData("select * from PG_Stat_Activity", "'pg_stat_activity' is not allowed")]
    [InlineData("select * from \"pg_stats\"", "'pg_stats' is not allowed")]
    [InlineData("select pg_catalog.set_config('role', 'none', true)", "not allowed")]
    [InlineData("select pg_sleep(100)", "not allowed")]
    [InlineData("select pg_read_file('/etc/passwd')", "not allowed")]
    [InlineData("select set_config('role', 'none', true)", "set_config() is not allowed")]
    [InlineData("select \"set_config\" ('role', 'none', true)", "set_config() is not allowed")]
    [InlineData("select current_setting('data_directory')", "not allowed")]
    [InlineData("select query_to_xml('select * from sources.events', true, true, '')", "not allowed")]
    [InlineData("select table_to_xml('events', true, true, '')", "not allowed")]
    [InlineData("select database_to_xml_and_xmlschema(true, true, '')", "not allowed")]
    [InlineData("select * from ts_stat('select to_tsvector(message) from sources.system_logs')", "not allowed")]
    [InlineData("select lo_import('/etc/passwd')", "not allowed")]
    [InlineData("select dblink('x', 'y')", "not allowed")]
    [InlineData("select dblink_exec('x')", "not allowed")]
    [InlineData("select x.f(1)", "call functions by their name alone")]
    [InlineData("select nextval('grainwatch.series_id_seq')", "not allowed")]
    [InlineData("select 16400::regclass", "the type regclass is not allowed")]
    [InlineData("select cast(1 as \"regrole\")", "the type regrole is not allowed")]
    [InlineData("select to_regclass('events')", "not allowed")]
    [InlineData("select format_type(16400, 0)", "not allowed")]
    [InlineData("select has_table_privilege('events', 'select')", "not allowed")]
    [InlineData("select obj_description(16400)", "not allowed")]
    [InlineData("select inet_server_addr()", "not allowed")]
    [InlineData("select * from sources\v.events", "'sources.' is not allowed")]
    [InlineData("select * from a123456789b123456789c123456789d123456789e123456789f123456789xyz4", "longer than the 63 bytes")]
    [InlineData("select 'a", "never closed")]
    [InlineData("select \"a", "never closed")]
    [InlineData("select 1 /* a", "never closed")]
    [InlineData("select E'a'\n'b\\'' || sources.x --'", "side by side")]
    [InlineData("select 'a' 'b'", "side by side")]
    [InlineData("select U&'\\0061'", "U&")]
    [InlineData("select * from U&\"\\0073ources\".events", "U&")]
    [InlineData("select $$a$$", "dollar")]
    [InlineData("select $x$ ' $x$", "dollar")]
    [InlineData("select $1", "values come from the template")]
    [InlineData("select $", "values come from the template")]
    [InlineData("select 123e'a\\'", "is no number")]
    [InlineData("select 1e'a'", "is no number")]
    public void WhatReachesElsewhereIsRefused(string sql, string problem) =>
        Assert.Contains(problem, Assert.Throws<SqlException>(() => Check(sql)).Message);

    [Fact]
    public void AValueInQuotesIsAMistakeOfTheTemplate()
    {
        var error = Assert.ThrowsAny<TemplateException>(() => Check("select\n'%{{x}}%'", ("x", "a")));

        Assert.Contains("inside of quotes", error.Message);
        Assert.Equal(2, error.Line);
        Assert.ThrowsAny<TemplateException>(() => Check("select \"{{x}}\"", ("x", "a")));
    }

    [Fact]
    public void AValueInACommentIsDropped() => Assert.Empty(Check("select 1 -- {{x}}\n/* {{x}} */", ("x", "a")).Values);

    [Fact]
    public void AValueMustStandAlone()
    {
        Assert.Throws<SqlException>(() => Check("select {{x}}1", ("x", "a")));
        Assert.Throws<SqlException>(() => Check("select ${{x}}", ("x", "a")));
    }

    [Theory]
    [InlineData("select 1", false, 0)]
    [InlineData("select 1 limit 5", true, 0)]
    [InlineData("select 1 limit 5 offset 7", true, 7)]
    [InlineData("select 1 offset 7 limit 5", true, 7)]
    [InlineData("select 1 limit 5 offset {{Int32(x)}}", true, 3)]
    [InlineData("select 1 limit 5 offset {{Int32(x)}} + 1", true, 0)]
    [InlineData("select * from (select 1 limit 5 offset 2) x", false, 0)]
    public void TheOutermostLimitIsFound(string sql, bool hasLimit, long offset) => Assert.Equal((hasLimit, offset), Check(sql, ("x", "3")).Limit());

    static CheckedSql Check(string sql, params (string, string)[] parameters) =>
        SqlGuard.Check(Template.Parse(sql).Render(Templates.Rendering.Context(Templates.Rendering.Values(parameters))), Schemas);
}
