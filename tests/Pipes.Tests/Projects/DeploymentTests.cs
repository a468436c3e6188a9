using Grainwatch.Pipes.Projects;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Storage.Maintenance;
using Grainwatch.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Pipes.Tests.Projects;

public sealed class DeploymentTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Pipe = "NODE n\nSQL >\n    select * from t order by a\n";

    [Fact]
    public async Task TheSameFilesAgainChangeNothing()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        Assert.NotEmpty(await rig.DeployAsync(Repository.Projects));

        Assert.Empty(await rig.DeployAsync(Repository.Projects));
    }

    [Fact]
    public async Task ColumnsAreAddedAndRowsStay()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` Int16"), ("p.pipe", Pipe));
        await rig.InsertAsync("t", ["""{"a": 1}"""]);
        Assert.Equal(["1"], await rig.RowsAsync("p"));

        var changes = await rig.DeployAsync(
            ("t.datasource", "SCHEMA >\n    `b` String DEFAULT 'x', `a` Int16, `c` Nullable(DateTime64(3)), `d` Array(Int32), `e` UInt64\n\nENGINE_SORTING_KEY \"a, b\""),
            ("p.pipe", Pipe));
        Assert.Contains(changes, c => c.Description.Contains("add the column b", StringComparison.Ordinal));
        await rig.InsertAsync("t", ["""{"a": 2, "c": "2026-11-20 09:15:00.004", "d": [5], "e": 18446744073709551615}"""]);

        Assert.Equal(["x|1||[]|0", "x|2|2026-11-20 09:15:00.004|[\n  5\n]|18446744073709551615"], await rig.RowsAsync("p"));
        Assert.Equal(
            ["String", "Int16", "Nullable(DateTime64(3))", "Array(Int32)", "UInt64"],
            (await rig.AskAsync("p"))["meta"]!.AsArray().Select(m => m!["type"]!.ToString()));
    }

    [Fact]
    public async Task TypesAreWidenedAndMadeNullable()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` Int16, `b` Float32"), ("p.pipe", Pipe));
        await rig.InsertAsync("t", ["""{"a": 1, "b": 0.5}"""]);

        await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` Int64, `b` Nullable(Float64)"), ("p.pipe", Pipe));
        Assert.Empty(await rig.InsertAsync("t", ["""{"a": 9000000000}"""]));

        Assert.Equal(["1|0.5", "9000000000|"], await rig.RowsAsync("p"));
    }

    [Theory]
    [InlineData("`a` String", "column 'a' is String (text), but the table has it as integer")]
    [InlineData("`b` Int32", "a column 'a' that the file does not declare any more")]
    public async Task WhatWouldLoseRowsIsRefusedWithTheFix(string schema, string problem)
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` Int32, `n` Nullable(String)"));

        var error = await Assert.ThrowsAsync<ProjectException>(() => rig.DeployAsync(("t.datasource", $"SCHEMA >\n    {schema}, `n` String")));
        Assert.Contains(problem, error.Message);
        Assert.Contains("column 'n' was Nullable", error.Message);
        Assert.Empty(await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` Int32, `n` Nullable(String)")));
    }

    [Theory]
    [InlineData("t_key")]
    [InlineData("t_ttl")]
    public async Task ADataSourceIsNotCalledAsAnIndex(string name)
    {
        const string Schema = "SCHEMA >\n    `a` Int32, `at` DateTime";
        const string Indexed = $"{Schema}\n\nENGINE_SORTING_KEY \"a\"\nENGINE_TTL \"at + toIntervalDay(30)\"\n";
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(($"{name}.datasource", Schema), ("t.datasource", Schema));

        var error = await Assert.ThrowsAsync<ProjectException>(() => rig.DeployAsync(($"{name}.datasource", Schema), ("t.datasource", Indexed)));

        Assert.Equal([$"{name}.datasource:1: '{name}' is what an index of the data source 't' is called. Rename the file."], error.Problems);
    }

    [Fact]
    public async Task ADataSourceWhoseFileIsGoneIsHiddenAndComesBackWithItsRows()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` Int32"), ("p.pipe", Pipe));
        await rig.InsertAsync("t", ["""{"a": 1}"""]);

        await rig.DeployAsync();
        Assert.DoesNotContain("t", rig.Catalogue.Current.Relations.Keys);
        var error = await Assert.ThrowsAsync<ProjectException>(() => rig.DeployAsync(("p.pipe", Pipe)));
        Assert.Contains("p.pipe:1: Postgres cannot run the SQL: relation \"t\" does not exist", error.Message);

        await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` Int32"), ("p.pipe", Pipe));
        Assert.Equal(["1"], await rig.RowsAsync("p"));
    }

    [Theory]
    [InlineData("system_logs.datasource", "SCHEMA >\n    `timestamp` DateTime", "its columns cannot be changed")]
    [InlineData("log_minutes.datasource", "SCHEMA >\n    `timestamp` DateTime", "is computed by the program")]
    [InlineData("p.pipe", "NODE system_logs\nSQL >\n    select 1", "has the name of a data source")]
    [InlineData("p.pipe", "NODE n\nSQL >\n    select nonsense from system_logs", "column \"nonsense\" does not exist")]
    [InlineData("p.pipe", "NODE n\nSQL >\n    select * from grainwatch.series", "'grainwatch.' is not allowed")]
    [InlineData("p.pipe", "NODE n\nSQL >\n    %\n    select {{Int32(x)}} + message from system_logs", "p.pipe:1: Postgres cannot run")]
    [InlineData("p.pipe", "NODE n\nSQL >\n    %\n    select 1\n    {% if x %}", "p.pipe:5: Template Syntax Error")]
    public async Task AnErrorStopsTheDeployment(string path, string text, string problem)
    {
        await using var rig = await PipeRig.StartAsync(postgres);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => rig.DeployAsync((path, text)));
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public async Task RowsOlderThanTheTtlGo()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(
            ("t.datasource", "SCHEMA >\n    `a` Int32, `at` DateTime\n\nENGINE_TTL \"at + toIntervalDay(30)\"\n"), ("u.datasource", "SCHEMA >\n    `at` DateTime\n"), ("p.pipe", Pipe));
        await rig.ExecuteAsync(
            """
            insert into grainwatch_data.t (a, at) select i, now() - i * interval '1 day' - interval '1 hour' from generate_series(1, 25000) i;
            insert into grainwatch_data.u (at) values ('2000-01-01')
            """);

        await RetainAsync(rig);

        Assert.Equal(29, (await rig.RowsAsync("p")).Count);
        await using var kept = rig.Database.CreateCommand("select count(*) from sources.u");
        Assert.Equal(1L, await kept.ExecuteScalarAsync());
    }

    [Fact]
    public async Task APartitionedTableTakesRowsOfAnyDayAndDropsThePartitionsThatAreTooOld()
    {
        const string Schema = "SCHEMA >\n    `a` Int32, `s` Nullable(String), `at` DateTime64(3)";
        const string Engine = "\n\nENGINE_PARTITION_KEY \"toYYYYMM(at)\"\nENGINE_SORTING_KEY \"a\"\nENGINE_TTL \"at + toIntervalDay(30)\"\n";
        await using var rig = await PipeRig.StartAsync(postgres);
        Assert.Contains(
            await rig.DeployAsync(("t.datasource", Schema + Engine), ("p.pipe", Pipe)), change => change.Description == "t: create the table, in partitions by at");
        Assert.Empty(await rig.DeployAsync(("t.datasource", Schema + Engine), ("p.pipe", Pipe)));

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var times = new[] { now, now.AddDays(-70), now.AddDays(-110), new DateTime(1970, 1, 1), new DateTime(2106, 2, 7, 6, 28, 15), new DateTime(1970, 12, 31, 23, 59, 59) };
        Assert.Empty(await rig.InsertAsync("t", times.Select((time, i) => $$"""{"a": {{i}}, "at": "{{time:yyyy-MM-dd HH:mm:ss.fff}}"}""")));
        Assert.Equal([.. Enumerable.Range(0, times.Length).Select(i => $"{i}||{times[i]:yyyy-MM-dd HH:mm:ss.fff}")], await rig.RowsAsync("p"));
        Assert.Equal(["1970", $"{now.AddDays(-110):yyyy_MM}", $"{now.AddDays(-70):yyyy_MM}", $"{now:yyyy_MM}", "2106"], (await PartitionsAsync(rig)).Order());

        await RetainAsync(rig);
        Assert.Equal([0, 4], (await rig.AskAsync("p"))["data"]!.AsArray().Select(row => (int)row!["a"]!));
        Assert.Equal([$"{now:yyyy_MM}", "2106"], (await PartitionsAsync(rig)).Order());

        // Dropped ones come again, and the table goes on changing.
        await rig.DeployAsync(("t.datasource", $"{Schema}, `b` Int32{Engine}"), ("p.pipe", Pipe));
        await rig.InsertAsync("t", ["""{"a": 9, "b": 1, "at": "1970-05-05 00:00:00"}"""]);
        Assert.Equal("9||1970-05-05 00:00:00.000|1", (await rig.RowsAsync("p")).Last());
        var error = await Assert.ThrowsAsync<ProjectException>(
            () => rig.DeployAsync(("t.datasource", $"{Schema.Replace("DateTime64(3)", "Nullable(DateTime64(3))", StringComparison.Ordinal)}, `b` Int32")));
        Assert.Contains("'at' says which partition of the table a row belongs to, and cannot be Nullable. Declare it DateTime64(3).", error.Message);
    }

    [Fact]
    public async Task ATableThatIsThereKeepsItsForm()
    {
        const string Schema = "SCHEMA >\n    `a` Date";
        const string Key = "\n\nENGINE_PARTITION_KEY \"toYYYYMM(a)\"";
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(("t.datasource", Schema), ("u.datasource", Schema + Key), ("p.pipe", Pipe));

        Assert.Empty(await rig.DeployAsync(("t.datasource", Schema + Key), ("u.datasource", Schema), ("p.pipe", Pipe)));
        foreach (var source in new[] { "t", "u" })
        {
            Assert.Empty(await rig.InsertAsync(source, ["""{"a": "1999-12-31"}""", """{"a": "2000-01-01"}"""]));
        }

        Assert.Equal(["1999-12-31", "2000-01-01"], await rig.RowsAsync("p"));
        Assert.Empty(await PartitionsAsync(rig));
        Assert.Equal(["1999", "2000"], (await PartitionsAsync(rig, "u")).Order());
    }

    [Fact]
    public async Task ManyWritersMakeAPartitionOnce()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        var rigs = Enumerable.Range(0, 4).Select(_ => PipeRig.On(connectionString)).ToArray();
        foreach (var rig in rigs)
        {
            await rig.DeployAsync(("t.datasource", "SCHEMA >\n    `a` DateTime\n\nENGINE_PARTITION_KEY \"toYYYYMM(a)\""), ("p.pipe", Pipe));
        }

        await Task.WhenAll(rigs.Select(rig => rig.InsertAsync("t", Enumerable.Range(1, 12).Select(month => $$"""{"a": "2024-{{month:00}}-28 12:00:00"}"""))));

        Assert.Equal(4 * 12, (await rigs[0].RowsAsync("p")).Count);
        foreach (var rig in rigs)
        {
            await rig.DisposeAsync();
        }
    }

    static Task RetainAsync(PipeRig rig) => new SourceRetentionJob(
        rig.Database, new TablePartitions(rig.Database, TimeProvider.System), rig.Catalogue, TimeProvider.System, NullLogger<SourceRetentionJob>.Instance)
        .RunAsync(CancellationToken.None);

    /// <summary>What their names say after that of the table.</summary>
    static async Task<List<string>> PartitionsAsync(PipeRig rig, string table = "t")
    {
        await using var command = rig.Database.CreateCommand(
            $"select substring(relname, {table.Length + 2}) from pg_class where relnamespace = 'grainwatch_partitions'::regnamespace and relkind = 'r' and relname like '{table}\\_%'");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> names = [];
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    [Fact]
    public async Task OldRowsAreFoundByAnIndex()
    {
        const string Schema = "SCHEMA >\n    `a` Int32, `at` DateTime\n\n";
        const string Ttl = "ENGINE_TTL \"at + toIntervalDay(30)\"\n";
        await using var rig = await PipeRig.StartAsync(postgres);

        await rig.DeployAsync(("t.datasource", $"{Schema}ENGINE_SORTING_KEY \"a, at\"\n{Ttl}"));
        Assert.Equal(["t_key (a, at)", "t_ttl (at)"], await IndexesAsync(rig));
        Assert.Empty(await rig.DeployAsync(("t.datasource", $"{Schema}ENGINE_SORTING_KEY \"a, at\"\n{Ttl}")));

        await rig.DeployAsync(("t.datasource", $"{Schema}ENGINE_SORTING_KEY \"at, a\"\n{Ttl}"));
        Assert.Equal(["t_key (at, a)"], await IndexesAsync(rig));
        Assert.Empty(await rig.DeployAsync(("t.datasource", $"{Schema}ENGINE_SORTING_KEY \"at, a\"\n{Ttl}")));
    }

    static async Task<List<string>> IndexesAsync(PipeRig rig)
    {
        await using var command = rig.Database.CreateCommand(
            "select indexname || ' ' || substring(indexdef from '\\(.*\\)') from pg_indexes where schemaname = 'grainwatch_data' and tablename = 't' order by 1");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> indexes = [];
        while (await reader.ReadAsync())
        {
            indexes.Add(reader.GetString(0));
        }

        return indexes;
    }

    [Fact]
    public void EveryProblemOfAFolderIsNamed()
    {
        var folder = Directory.CreateTempSubdirectory("grainwatch-project-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.datasource"), "SCHEMA >\n    `a` Strin");
            File.WriteAllText(Path.Combine(folder.FullName, "b.pipe"), "NODE b");
            File.WriteAllText(Path.Combine(folder.FullName, "c.pipe"), "NODE n\nSQL >\n    select 1");
            folder.CreateSubdirectory("more");
            File.WriteAllText(Path.Combine(folder.FullName, "more", "c.datasource"), "SCHEMA >\n    `a` String");

            var error = Assert.Throws<ProjectException>(() => ProjectReader.Read(folder.FullName));
            Assert.Equal(3, error.Problems.Count);
            Assert.StartsWith("a.datasource:2:", error.Problems[0]);
            Assert.StartsWith("b.pipe:1:", error.Problems[1]);
            Assert.Contains("'c' is declared by", error.Problems[2]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task SeveralProcessesMayDeployTheSameAtOnce()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        var rigs = Enumerable.Range(0, 4).Select(_ => PipeRig.On(connectionString)).ToArray();
        await Task.WhenAll(rigs.Select(r => r.DeployAsync(Repository.Projects)));

        foreach (var rig in rigs)
        {
            Assert.Empty(await rig.RowsAsync("event_stats"));
            await rig.DisposeAsync();
        }
    }
}
