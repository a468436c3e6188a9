using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Bench.Ingest;

/// <summary>
/// Ingest over HTTP against the ceiling and against a plain service, in one run, on a Postgres of its own that is durable. Load generator,
/// server and Postgres share this machine; every answer comes after the commit.
/// </summary>
sealed class IngestBench(PrivatePostgres postgres, int rounds, TimeSpan measured, IReadOnlyList<(int Events, int Connections)> sizes)
{
    const int WarmUps = 2;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    static readonly (int Events, int Connections)[] AllSizes = [(1, 32), (100, 16), (1_000, 16), (5_000, 16)];

    public static readonly BenchMode Mode = new("ingest over HTTP against the ceiling and a plain service: [ROUNDS] [SECONDS] [EVENTS...]", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 4;
        var sizes = args.Length > 2 ? AllSizes.Where(size => args[2..].Contains($"{size.Events}")).ToArray() : AllSizes;
        using ScratchFolder folder = new();
        await using var postgres = await PrivatePostgres.StartAsync(folder.FullName, NullLogger.Instance, TimeProvider.System);
        await new IngestBench(postgres, rounds, TimeSpan.FromSeconds(seconds), sizes).MeasureAsync(folder.FullName);
    }

    async Task MeasureAsync(string folder)
    {
        await using var database = Database.Open(postgres.ConnectionString);
        await new Migrator(database).MigrateAsync(CancellationToken.None);
        await WrittenWal.PrepareAsync(database);
        await using (var series = database.CreateCommand("insert into grainwatch.series (service, severity) select * from unnest($1, $2)"))
        {
            series.Parameters.Add(new() { Value = Array.ConvertAll(BenchEvents.Series, key => key.Service) });
            series.Parameters.Add(new() { Value = Array.ConvertAll(BenchEvents.Series, key => key.Severity) });
            await series.ExecuteNonQueryAsync();
        }

        await using var server = Server(Programs.Api, new()
        {
            ["ConnectionStrings__Grainwatch"] = postgres.ConnectionString,
            ["Grainwatch__Data"] = Path.Combine(folder, "server"),
            ["Logging__LogLevel__Default"] = "Warning",
        });
        await server.StartAsync();
        var plainPort = ServerProcess.FreePort();
        using var plain = Process.Start("dotnet", [Assembly.GetExecutingAssembly().Location, "plain-service", $"{plainPort}", postgres.ConnectionString]);
        try
        {
            await MeasureAsync(database, server, plain, new Uri($"http://127.0.0.1:{plainPort}"));
        }
        finally
        {
            plain.Kill();
            await plain.WaitForExitAsync();
        }
    }

    async Task MeasureAsync(NpgsqlDataSource database, ServerProcess server, Process plain, Uri plainAddress)
    {
        Console.WriteLine($"Warming up server {server.Id}; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.");
        foreach (var (events, connections) in sizes.Reverse())
        {
            for (var time = 0; time < WarmUps; time++)
            {
                await LoadAsync(database, server.Address, server.Id, events, connections);
                await LoadAsync(database, plainAddress, plain.Id, events, connections);
            }
        }

        List<double> ceilings = [];
        Dictionary<int, List<Measurement>> ours = sizes.ToDictionary(size => size.Events, _ => new List<Measurement>());
        Dictionary<int, List<Measurement>> theirs = sizes.ToDictionary(size => size.Events, _ => new List<Measurement>());
        for (var round = 0; round < rounds; round++)
        {
            await EmptyAsync(database);
            ceilings.Add(await new Ceiling(database).RunAsync(TimeProvider.System.GetUtcNow(), WarmUp, measured));
            foreach (var (events, connections) in sizes)
            {
                ours[events].Add(await LoadAsync(database, server.Address, server.Id, events, connections));
                theirs[events].Add(await LoadAsync(database, plainAddress, plain.Id, events, connections));
            }

            Console.WriteLine($"Round {round + 1} of {rounds}; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.");
        }

        Print(ceilings.Order().ElementAt(rounds / 2), ours, theirs);
    }

    async Task<Measurement> LoadAsync(NpgsqlDataSource database, Uri address, int serverId, int events, int connections)
    {
        await EmptyAsync(database);
        var bodies = BenchEvents.Bodies(Math.Clamp(40_000 / events, 32, 4_000), events, TimeProvider.System.GetUtcNow());
        var load = new HttpLoad(address, ServerProcess.Token, bodies);
        double serverCpu = 0, loadCpu = 0, megabytes = 0;
        Dictionary<int, double> postgresCpu = [];
        var times = await load.RunAsync(
            connections,
            WarmUp,
            measured,
            () => (serverCpu, loadCpu, postgresCpu) =
                (CpuMeter.Seconds(serverId), CpuMeter.Seconds(Environment.ProcessId), CpuMeter.SecondsOfFamily(postgres.ProcessId)),
            () =>
            {
                serverCpu = CpuMeter.Seconds(serverId) - serverCpu;
                loadCpu = CpuMeter.Seconds(Environment.ProcessId) - loadCpu;
                var family = CpuMeter.SecondsOfFamily(postgres.ProcessId);
                postgresCpu = family.ToDictionary(one => one.Key, one => one.Value - postgresCpu.GetValueOrDefault(one.Key));
                megabytes = CpuMeter.MegabytesInUse(serverId);
            });
        if (times.Length == 0)
        {
            throw new InvalidOperationException($"No request of {events} events was answered within {measured}. Is the machine busy otherwise?");
        }

        Array.Sort(times);
        return new Measurement(
            times.Length * events / measured.TotalSeconds,
            times[times.Length / 2],
            times[times.Length * 99 / 100],
            serverCpu / measured.TotalSeconds,
            postgresCpu.Values.Sum() / measured.TotalSeconds,
            loadCpu / measured.TotalSeconds,
            megabytes);
    }

    /// <summary>Every run begins with empty tables and no checkpoint due.</summary>
    internal static async Task EmptyAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            $"""
            {PlainService.Schema}
            truncate grainwatch.log_entries, grainwatch.log_minute_deltas, grainwatch.log_minute_totals, grainwatch.log_hour_totals, plain_logs;
            """);
        for (var emptied = false; !emptied;)
        {
            try
            {
                await command.ExecuteNonQueryAsync();
                emptied = true;
            }
            catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // A job of the server held one of the tables, and waited for another.
            }
        }

        await using var checkpoint = database.CreateCommand("checkpoint");
        checkpoint.CommandTimeout = 300;
        await checkpoint.ExecuteNonQueryAsync();
    }

    static ServerProcess Server(string assembly, Dictionary<string, string> settings) => new(assembly, ServerProcess.FreePort(), settings);

    void Print(double ceiling, Dictionary<int, List<Measurement>> ours, Dictionary<int, List<Measurement>> theirs)
    {
        Console.WriteLine($"\nCeiling: {ceiling:N0} rows/s\n");
        Console.WriteLine("| events a request | rows/s | of ceiling | p50 ms | p99 ms | CPUs server | CPUs Postgres | CPUs load | server MB | plain rows/s | times plain |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (events, connections) in sizes)
        {
            var our = Measurement.MedianOf(ours[events]);
            var their = Measurement.MedianOf(theirs[events]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {events:N0} ({connections} connections) | {our.RowsPerSecond:N0} | {our.RowsPerSecond / ceiling:P0} | {our.Median.TotalMilliseconds:0.0} | {our.Percentile99.TotalMilliseconds:0.0} | {our.ServerCpus:0.00} | {our.PostgresCpus:0.00} | {our.LoadCpus:0.00} | {our.ServerMegabytes:0} | {their.RowsPerSecond:N0} | {our.RowsPerSecond / their.RowsPerSecond:0.0} |"));
        }
    }
}
