using System.Globalization;
using Grainwatch.Bench.Ingest;
using Grainwatch.Bench.Latency;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Bench.Cluster;

/// <summary>
/// The cluster beside the embedded shape, in one run on one Postgres that is durable: ingest of one silo, detection latency from one silo to
/// another, and what many series weigh. Load, servers and Postgres share this machine.
/// </summary>
sealed class ClusterBench(PrivatePostgres postgres, string folder) : IAsyncDisposable
{
    const int Rate = 20_000;
    const int Connections = 16;
    static readonly int[] Sizes = [100, 1_000];
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    readonly List<ServerProcess> silos = [];

    public static readonly BenchMode Mode = new("the cluster beside the embedded shape: [ROUNDS, 0 for none] [SECONDS] [SERIES]", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var measured = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 4);
        var series = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 100_000;
        if (!File.Exists(Programs.Assembly("Silo")))
        {
            Console.WriteLine($"{Programs.Assembly("Silo")} is not there. Build it: dotnet build src/Silo -c Release (it needs Orleans' packages)");
            return;
        }

        using ScratchFolder folder = new();
        await using (var postgres = await PrivatePostgres.StartAsync(folder.FullName, NullLogger.Instance, TimeProvider.System))
        {
            await using var bench = new ClusterBench(postgres, folder.FullName);
            await bench.MeasureAsync(rounds, measured, series);
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(silos.Select(silo => silo.DisposeAsync().AsTask()));

    async Task MeasureAsync(int rounds, TimeSpan measured, int series)
    {
        var database = await CreateDatabaseAsync("cluster");
        var silo = await AddSiloAsync(database);
        if (rounds > 0)
        {
            await CompareAsync(silo, database, rounds, measured);
        }
        else
        {
            await AddSiloAsync(database);
        }

        try
        {
            await new ManySeries(silos, series).MeasureAsync();
        }
        catch (HttpRequestException lost)
        {
            throw new InvalidOperationException($"A silo did not bear it. They printed:\n{string.Join('\n', silos.Select(one => one.Output))}", lost);
        }
    }

    async Task CompareAsync(ServerProcess silo, string database, int rounds, TimeSpan measured)
    {
        var embeddedDatabase = await CreateDatabaseAsync("embedded");
        await using var embedded = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__Grainwatch"] = embeddedDatabase,
            ["Grainwatch__Data"] = Path.Combine(folder, "embedded"),
            ["Logging__LogLevel__Default"] = "Warning",
        });
        await embedded.StartAsync();
        await CompareIngestAsync(embedded, embeddedDatabase, silo, database, rounds, measured);
        var other = await AddSiloAsync(database);
        Console.WriteLine("\nEmbedded:");
        await new LatencyBench(embedded.Address, embedded.Address, ServerProcess.Token).MeasureAsync(Rate, 4 * measured);
        Console.WriteLine("\nFrom one silo to another:");
        await new LatencyBench(silo.Address, other.Address, ServerProcess.Token).MeasureAsync(Rate, 4 * measured);
    }

    /// <summary>Round by round the one and the other, so that both have the same machine.</summary>
    static async Task CompareIngestAsync(
        ServerProcess embedded, string embeddedDatabase, ServerProcess silo, string clusterDatabase, int rounds, TimeSpan measured)
    {
        Console.WriteLine("Ingest, embedded and one silo:\n\n| events a request | embedded, events/s | one silo, events/s | share |\n| --- | --- | --- | --- |");
        foreach (var size in Sizes)
        {
            List<double> ones = [];
            List<double> others = [];
            for (var round = 0; round <= rounds; round++)
            {
                var (one, other) = (await LoadAsync(embedded, embeddedDatabase, size, measured), await LoadAsync(silo, clusterDatabase, size, measured));
                // The first round warms up.
                if (round > 0)
                {
                    ones.Add(one);
                    others.Add(other);
                }
            }

            var (median, ofSilo) = (ones.Order().ElementAt(rounds / 2), others.Order().ElementAt(rounds / 2));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} ({Connections} connections) | {median:N0} | {ofSilo:N0} | {ofSilo / median:P0} |"));
        }
    }

    static async Task<double> LoadAsync(ServerProcess server, string connectionString, int size, TimeSpan measured)
    {
        await using (var database = Database.Open(connectionString))
        {
            await IngestBench.EmptyAsync(database);
        }

        var load = new HttpLoad(server.Address, ServerProcess.Token, BenchEvents.Bodies(40_000 / size, size, TimeProvider.System.GetUtcNow()));
        var times = await load.RunAsync(Connections, WarmUp, measured, () => { }, () => { });
        return times.Length * size / measured.TotalSeconds;
    }

    async Task<ServerProcess> AddSiloAsync(string connectionString)
    {
        var silo = new ServerProcess(Programs.Assembly("Silo"), ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__Grainwatch"] = connectionString,
            ["Grainwatch__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Grainwatch__Cluster__SiloPort"] = $"{ServerProcess.FreePort()}",
            ["Grainwatch__Cluster__GatewayPort"] = $"{ServerProcess.FreePort()}",
            ["Logging__LogLevel__Default"] = "Error",
        });
        silos.Add(silo);
        await silo.StartAsync();
        return silo;
    }

    async Task<string> CreateDatabaseAsync(string name)
    {
        await using var database = Database.Open(postgres.ConnectionString);
        await using var create = database.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name }.ConnectionString;
    }
}
