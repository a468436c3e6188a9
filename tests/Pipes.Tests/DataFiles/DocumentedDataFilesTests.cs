using System.Text.RegularExpressions;
using Grainwatch.Pipes.Schema;
using Grainwatch.Pipes.Templates.Functions;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Pipes.Tests.DataFiles;

/// <summary>What <c>docs/data-projects.md</c> says is so.</summary>
public sealed partial class DocumentedDataFilesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly string Page = File.ReadAllText(Path.Combine(Programs.RepositoryRoot(), "docs", "data-projects.md"));

    [Fact]
    public async Task TheExamplesCanBeDeployedAndAsked()
    {
        var blocks = Block().Matches(Page).Select(match => match.Groups[1].Value).ToList();
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(
            ("orders.datasource", Assert.Single(blocks, block => block.Contains("SCHEMA >", StringComparison.Ordinal))),
            ("orders_by_status.pipe", Assert.Single(blocks, block => block.Contains("NODE placed", StringComparison.Ordinal))));
        Assert.Empty(await rig.InsertAsync("orders",
        [
            """{"id": 1, "placed_at": "2026-11-20T09:15:00.250Z", "customer": {"address": {"city": "Lund"}}, "items": [{"name": "pen"}, {"name": "ink"}]}""",
            """{"id": 2, "placed_at": "2026-11-20 09:16:00", "status": "paid", "items": []}""",
            """{"id": 3, "placed_at": "2026-11-20 09:17:00", "status": "paid", "items": []}""",
        ]));

        Assert.Equal(["paid|2", "new|1"], await rig.RowsAsync("orders_by_status"));
        Assert.Equal(["new|1"], await rig.RowsAsync("orders_by_status", ("status", "new,sent")));
        Assert.Equal(["paid|1"], await rig.RowsAsync("orders_by_status", ("since", "2026-11-20 09:17:00")));
    }

    [Fact]
    public void EveryFunctionIsDescribed()
    {
        var rows = string.Concat(Row().Matches(Page).Select(row => row.Value));

        Assert.Equal([], FunctionTable.Names.Where(name => !rows.Contains($"`{name}`", StringComparison.Ordinal) && !rows.Contains($"`{name}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryTypeStandsBesideThatOfPostgres()
    {
        var rows = Row().Matches(Page).Select(row => row.Value).ToList();

        Assert.Equal([], ColumnTypes.Simple.Where(type => !rows.Exists(row => row.Contains($"`{type.Name}`", StringComparison.Ordinal) && row.Contains(Shown(type), StringComparison.Ordinal)))
            .Select(type => $"{type.Name} is {Shown(type)}"));

        // Of numbers the digits are of no interest.
        static string Shown(ColumnType type) => $"`{(type.Postgres.StartsWith("numeric", StringComparison.Ordinal) ? "numeric" : type.Postgres)}`";
    }

    [GeneratedRegex(@"^```\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
