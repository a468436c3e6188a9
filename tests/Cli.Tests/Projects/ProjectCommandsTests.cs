using System.IO.Compression;
using System.Text;
using Grainwatch.Cli.Tests.Support;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Cli.Tests.Projects;

/// <summary>A data project from its files to its rows, by commands alone.</summary>
public sealed class ProjectCommandsTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grainwatch-project-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task AProjectIsCheckedDeployedFilledAndChanged()
    {
        Write("datasources/orders.datasource", "SCHEMA >\n    `id` UInt32,\n    `item` String\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY id\n");
        Write("endpoints/order_count.pipe", "NODE n\nSQL >\n    select count(*) as n from orders\n\nTYPE endpoint\n");
        Write("datasources/fixtures/orders.csv", "id, item\n1, tea\n2, coffee\n");

        var check = await RunAsync(0, "deploy", folder.FullName, "--check");
        Assert.Contains("+ added   datasource orders", check, StringComparison.Ordinal);
        Assert.Contains("create the table", check, StringComparison.Ordinal);
        Assert.Contains("this is a check", check, StringComparison.Ordinal);
        Assert.Contains("There is nothing called 'orders'", await RunAsync(1, "sql", "select * from orders"), StringComparison.Ordinal);

        Assert.Contains("orders: 2 rows stored", await RunAsync(0, "deploy", folder.FullName, "--fixtures", "--name", "shop"), StringComparison.Ordinal);
        var again = await RunAsync(0, "deploy", folder.FullName, "--fixtures", "--name", "shop");
        Assert.Contains("Nothing to change.", again, StringComparison.Ordinal);
        Assert.Contains("has rows already", again, StringComparison.Ordinal);

        Write("datasources/orders.datasource", "SCHEMA >\n    `id` UInt32,\n    `item` String,\n    `price` Float64 DEFAULT 2.5\n\nENGINE_SORTING_KEY id\n");
        Assert.Contains("add the column price; rows that are there get 2.5", await RunAsync(0, "deploy", folder.FullName, "--name", "shop"), StringComparison.Ordinal);
        Assert.Equal("id\titem\tprice\n1\ttea\t2.5\n2\tcoffee\t2.5", await RunAsync(0, "sql", "select * from orders order by id"));

        Write("endpoints/order_count.pipe", "NODE n\nSQL >\n    select nothing from orders\n\nTYPE endpoint\n");
        Assert.Contains("order_count.pipe:1: Postgres cannot run the SQL: column \"nothing\" does not exist", await RunAsync(1, "deploy", folder.FullName, "--name", "shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesAreAppendedAndReplacedAndAskedFor()
    {
        Write("goods.datasource", "SCHEMA >\n    `id` UInt32,\n    `item` String\n");
        await RunAsync(0, "deploy", folder.FullName, "--name", "goods");
        var packed = Path.Combine(folder.FullName, "goods.csv.gz");
        await using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("id;item\n1;tea, green\nx;y\n"));
        }

        Write("goods.ndjson", "{\"id\": 7, \"item\": \"pie\"}\n{\"id\": 8, \"item\": \"jam\"}\n");

        var appended = await RunAsync(0, "append", "goods", packed, "--delimiter", ";");
        Assert.Contains("goods: 1 rows stored, 1 quarantined", appended, StringComparison.Ordinal);
        Assert.Equal("{\"id\":1,\"item\":\"tea, green\"}", await RunAsync(0, "sql", "select id, item from goods;", "--format", "JSONEachRow"));
        Assert.Contains("goods: 2 rows stored", await RunAsync(0, "replace", "goods", Path.Combine(folder.FullName, "goods.ndjson")), StringComparison.Ordinal);
        Assert.Equal("7,\"pie\"\n8,\"jam\"", await RunAsync(0, "sql", "select * from goods order by id", "--format", "CSV"));
        // By the zstd command: the rows 9, fig and 10, nut.
        var zstd = Path.Combine(folder.FullName, "goods.ndjson.zst");
        await File.WriteAllBytesAsync(zstd, Convert.FromBase64String("KLUv/QRYXQEAFAJ7ImlkIjogOSwgIml0ZW0iOiAiZmlnIn0KMTBudXQifQoCAD0NjrM5BiAcbsE="));
        Assert.Contains("goods: 2 rows stored", await RunAsync(0, "append", "goods", zstd), StringComparison.Ordinal);
        Assert.Equal("9,\"fig\"\n10,\"nut\"", await RunAsync(0, "sql", "select * from goods where id > 8 order by id", "--format", "CSV"));
        Assert.Contains("There is no file", await RunAsync(1, "append", "goods", "nowhere.csv"), StringComparison.Ordinal);
        Assert.Contains("'nothing' does not exist", await RunAsync(1, "append", "nothing", packed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SimulatedEventsAndAuditLogsFitTheirDataSources()
    {
        Assert.EndsWith("21 rows stored, 0 quarantined", await RunAsync(0, "generate", "audit-log", "--repeat", "2", "--sample", "10", "--events", "4"), StringComparison.Ordinal);
        Assert.Equal("", await RunAsync(0, "generate", "audit-log", "--sample", "5", "--silent"));
        Assert.Equal("n\n26", await RunAsync(0, "sql", "select count(*) as n from audit_log_hfi"));
        var paced = await RunAsync(0, "generate", "audit-log", "--rate", "100", "--duration", "1");
        var events = await RunAsync(0, "generate", "events", "--rate", "200", "--duration", "1");
        foreach (var report in new[] { paced, events })
        {
            Assert.EndsWith(" rows stored, 0 quarantined", report, StringComparison.Ordinal);
            Assert.True(int.Parse(report.Split('\n')[^1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > 50, report);
        }
    }

    void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    /// <returns>What it printed.</returns>
    async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        await using var command = new Command([.. arguments, "--url", server.Url, "--token", ServerProcess.Token]);
        var output = await command.OutputAsync();
        Assert.True(exitCode == await command.ExitCodeAsync(), output);
        return output;
    }
}
