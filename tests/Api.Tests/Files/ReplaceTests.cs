using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Files;

public sealed class ReplaceTests(FilesFixture fixture) : IClassFixture<FilesFixture>
{
    const int Rows = 25_000;

    static readonly byte[] Many = Encoding.UTF8.GetBytes("id,name\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{i},row {i}\n")));

    [Fact]
    public async Task AllRowsAreReplacedAtOnceOrNoneIs()
    {
        await fixture.UploadAsync("name=replaced&mode=replace", "id,name\n1,old\n");
        List<string> meanwhile = [];

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => fixture.UploadAsync(
            "name=replaced&mode=replace",
            new BreakingContent(Many, Many.Length - 1, async () =>
            {
                // Most of it is with Postgres by now, and nobody sees it.
                await Eventually.BecomesTrueAsync(async () =>
                    (await fixture.RowsAsync("select 1 from pg_stat_activity where datname = current_database() and query like '%log_minute_deltas%' and state = 'idle in transaction'")).Count > 0,
                    "rows of the file are written");
                meanwhile.AddRange(await fixture.RowsAsync("select id, name from sources.replaced"));
            })));
        await Eventually.BecomesTrueAsync(async () => (await fixture.RowsAsync(
            """
            select 1 from pg_locks
            where locktype = 'advisory' and classid = 1919907699 and database = (select oid from pg_database where datname = current_database())
            """)).Count == 0, "the replacement is given up");
        var after = await fixture.RowsAsync("select id, name from sources.replaced");
        using var whole = await fixture.UploadAsync("name=replaced&mode=replace&format=csv", new ByteArrayContent(Many));

        Assert.Equal(["1|old"], meanwhile);
        Assert.Equal(["1|old"], after);
        Assert.Equal(Rows, (await whole.JsonAsync()).GetProperty("successful_rows").GetInt64());
        Assert.Equal([$"{Rows}"], await fixture.RowsAsync("select count(*) from sources.replaced"));
    }

    [Fact]
    public async Task AFileInWhichNothingFitsReplacesNothing()
    {
        await fixture.UploadAsync("name=kept&mode=replace", "id,name\n1,old\n");

        using var answer = await fixture.UploadAsync("name=kept&mode=replace", "id,name\nx,new\n");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("id is no UInt32: x. Nothing was changed.", (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(["1|old"], await fixture.RowsAsync("select id, name from sources.kept where name = 'old'"));
    }

    [Fact]
    public async Task TwoReplacementsAtOnceLeaveTheRowsOfOne()
    {
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => fixture.UploadAsync(
            "name=replaced&mode=replace", $"id,name\n{string.Concat(Enumerable.Range(0, 100).Select(row => $"{row},file {i}\n"))}")));

        Assert.All(both, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(["100|1"], await fixture.RowsAsync("select count(*), count(distinct name) from sources.replaced"));
    }
}
