using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Pipes.Tests.Sql;

/// <summary>Lists stand after <c>in</c>, as templates write them, though Postgres has no such syntax.</summary>
public sealed class MembershipTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("id in {{Array(ids, 'Int32')}}", "1,3", "1 3")]
    [InlineData("id NOT IN {{Array(ids, 'Int32')}}", "1,3", "2")]
    [InlineData("not id in {{Array(ids, 'Int32')}}", "1,3", "2")]
    [InlineData("id in {{Array(ids, 'Int32')}}", "", "")]
    [InlineData("id not in {{Array(ids, 'Int32')}}", "", "1 2 3")]
    [InlineData("name in {{Array(ids)}} and id > 0", "b,it's", "2 3")]
    [InlineData("name in {{split_to_array(ids)}}", "a", "1")]
    [InlineData("day in {{Array(ids, 'Date')}} or id = 3", "2026-11-20", "1 3")]
    [InlineData("id in (select id from t where name in {{Array(ids)}})", "a,b", "1 2")]
    [InlineData("id in (1, 2) and name not in {{Array(ids)}}", "a", "2")]
    [InlineData("position('{' in {{ids}}) > 0", "{}", "1 2 3")]
    public async Task ListsAreMembersToCompareWith(string condition, string ids, string expected)
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(
            ("t.datasource", "SCHEMA >\n    `id` Int32, `name` String, `day` Date"),
            ("p.pipe", $"NODE n\nSQL >\n    %\n    select id from t where {condition} order by id\n"));
        await rig.InsertAsync("t", ["""{"id": 1, "name": "a", "day": "2026-11-20"}""", """{"id": 2, "name": "b", "day": "2026-11-21"}""", """{"id": 3, "name": "it's", "day": "2026-11-22"}"""]);

        Assert.Equal(expected, string.Join(' ', await rig.RowsAsync("p", ("ids", ids))));
    }
}
