using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Grainwatch.Bench.Ingest;
using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Bench.Files;

/// <summary>
/// Large files of logs appended over HTTP, and the memory of the server meanwhile, beside psql's <c>\copy</c> of the same file into a table of
/// text columns with the same indexes (NDJSON into one of a line each), in one run on a durable Postgres.
/// </summary>
static class UploadBench
{
    static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(250);

    public static readonly BenchMode Mode = new("files appended over HTTP beside psql's copy of them: [MEGABYTES]", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var bytes = (args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1000) * 1_000_000;
        using ScratchFolder folder = new();
        await using var postgres = await PrivatePostgres.StartAsync(folder.FullName, NullLogger.Instance, TimeProvider.System);
        await using var database = Database.Open(postgres.ConnectionString);
        await new Migrator(database).MigrateAsync(CancellationToken.None);
        await using var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__Grainwatch"] = postgres.ConnectionString,
            ["Grainwatch__Data"] = Path.Combine(folder.FullName, "server"),
            ["Logging__LogLevel__Default"] = "Warning",
        });
        await server.StartAsync();
        Console.WriteLine("| file | rows | appended rows/s | psql rows/s | of psql | server MB at 10 % | at the end | most |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var format in new[] { "csv", "ndjson" })
        {
            await MeasureAsync(Path.Combine(folder.FullName, $"logs.{format}"), format, bytes, server, database, postgres.ConnectionString);
        }
    }

    static async Task MeasureAsync(string path, string format, long bytes, ServerProcess server, NpgsqlDataSource database, string connectionString)
    {
        var rows = await LogFile.WriteAsync(path, bytes, format == "csv", TimeProvider.System.GetUtcNow());
        await EmptyAsync(database);
        var psql = await TimeAsync(() => CopyAsync(path, format, connectionString));
        await EmptyAsync(database);
        List<double> memory = [];
        using var stop = new CancellationTokenSource();
        var sampling = SampleAsync(server.Id, memory, stop.Token);
        var appended = await TimeAsync(() => AppendAsync(path, format, server, rows));
        await stop.CancelAsync();
        await sampling;
        File.Delete(path);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {format}, {bytes / 1e6:N0} MB | {rows:N0} | {rows / appended.TotalSeconds:N0} | {rows / psql.TotalSeconds:N0} | {psql / appended:P0} | {memory[memory.Count / 10]:0} | {memory[^1]:0} | {memory.Max():0} |"));
    }

    static async Task AppendAsync(string path, string format, ServerProcess server, int rows)
    {
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Token);
        await using var file = File.OpenRead(path);
        using var answer = await client.PostAsync(new Uri($"/v0/datasources?name=system_logs&format={format}", UriKind.Relative), new StreamContent(file, 1 << 17));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        if (!answer.IsSuccessStatusCode || json.RootElement.GetProperty("successful_rows").GetInt64() != rows)
        {
            throw new InvalidOperationException($"Expected {rows} rows to be stored: {json.RootElement}");
        }
    }

    static async Task CopyAsync(string path, string format, string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var copy = format == "csv"
            ? $@"\copy plain_logs from '{path}' with (format csv, header)"
            : $@"\copy plain_lines from '{path}' with (format csv, quote e'\x01', delimiter e'\x02')";
        var start = new ProcessStartInfo("psql", ["-q", "-v", "ON_ERROR_STOP=1", "-h", parts.Host!, "-p", $"{parts.Port}", "-U", parts.Username!, "-d", parts.Database!, "-c", copy]);
        start.Environment["PGPASSWORD"] = parts.Password;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("psql failed; see above.");
        }
    }

    static async Task SampleAsync(int process, List<double> memory, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            memory.Add(CpuMeter.MegabytesInUse(process));
            await Task.Delay(Sampling, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var begun = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(begun);
    }

    static async Task EmptyAsync(NpgsqlDataSource database)
    {
        foreach (var sql in new[]
        {
            PlainService.Schema,
            "create table if not exists plain_lines (line text not null)",
            "truncate grainwatch.log_entries, grainwatch.log_minute_deltas, grainwatch.log_minute_totals, grainwatch.log_hour_totals, plain_logs, plain_lines",
            "checkpoint",
        })
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 300;
            await command.ExecuteNonQueryAsync();
        }
    }
}
