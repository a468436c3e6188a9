using System.Globalization;
using System.Net.Http.Json;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Crash;
using Grainwatch.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Soak.Cluster;

/// <summary>Silo processes on one private Postgres that is durable.</summary>
sealed class SoakCluster : IAsyncDisposable
{
    readonly string folder;
    readonly PrivatePostgres postgres;
    readonly Dictionary<string, string> settings;

    SoakCluster(string folder, PrivatePostgres postgres, Dictionary<string, string> settings)
    {
        this.folder = folder;
        this.postgres = postgres;
        this.settings = settings;
    }

    public string ConnectionString => postgres.ConnectionString;

    public List<ServerProcess> Silos { get; } = [];

    public IReadOnlyList<Uri> Addresses => [.. Silos.Select(silo => silo.Address)];

    /// <returns>A cluster without silos, or null where the silo is not built, which is said.</returns>
    public static async Task<SoakCluster?> TryStartAsync(params IEnumerable<(string Name, string Value)> settings)
    {
        if (!File.Exists(Programs.Assembly("Silo")))
        {
            Console.WriteLine($"Skipped: {Programs.Assembly("Silo")} is not there. Build it: dotnet build src/Silo -c Release");
            return null;
        }

        var folder = SoakFolder.Create();
        var postgres = await PrivatePostgres.StartAsync(folder, NullLogger.Instance, TimeProvider.System);
        return new SoakCluster(folder, postgres, settings.ToDictionary(setting => setting.Name, setting => setting.Value));
    }

    /// <summary>Starts one more silo, and returns when it is ready.</summary>
    /// <param name="advertised">The address under which the other silos reach it.</param>
    public async Task<ServerProcess> AddAsync(string host = "127.0.0.1", string advertised = "127.0.0.1", params IReadOnlyList<string> launcher)
    {
        var silo = new ServerProcess(Programs.Assembly("Silo"), ServerProcess.FreePort(), new Dictionary<string, string>(settings)
        {
            ["ConnectionStrings__Grainwatch"] = ConnectionString,
            ["Grainwatch__Listen"] = host,
            ["Grainwatch__Cluster__AdvertisedAddress"] = advertised,
            ["Grainwatch__Cluster__SiloPort"] = $"{ServerProcess.FreePort()}",
            ["Grainwatch__Cluster__GatewayPort"] = $"{ServerProcess.FreePort()}",
            ["Logging__LogLevel__Default"] = "Warning",
        })
        {
            Host = host,
            Launcher = launcher,
        };
        Silos.Add(silo);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>Every series fires above <see cref="AcknowledgedLoad.Threshold"/> logs a minute.</summary>
    public async Task SetThresholdAsync()
    {
        using var client = Client(Silos[0]);
        using var answer = await client.PutAsJsonAsync(
            "/v1/thresholds/*/*", new Dictionary<string, double> { ["threshold_per_minute"] = AcknowledgedLoad.Threshold });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many series each silo holds.</summary>
    public async Task<IReadOnlyList<int>> ActivationsAsync() => await Task.WhenAll(Silos.Select(ActivationsAsync));

    public static HttpClient Client(ServerProcess silo)
    {
        var client = new HttpClient { BaseAddress = silo.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
        return client;
    }

    /// <summary>Keeps what the silos printed, for when a promise was broken.</summary>
    public void KeepOutput()
    {
        var kept = Directory.CreateTempSubdirectory("grainwatch-soak-output-").FullName;
        foreach (var silo in Silos)
        {
            File.WriteAllText(Path.Combine(kept, $"silo-{silo.Address.Port}.log"), silo.Output);
        }

        Console.WriteLine($"What the silos printed is in {kept}.");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Silos.Select(silo => silo.DisposeAsync().AsTask()));
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static async Task<int> ActivationsAsync(ServerProcess silo)
    {
        const string Series = "grainwatch_series ";
        using var client = Client(silo);
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var line = metrics.Split('\n').Single(text => text.StartsWith(Series, StringComparison.Ordinal));
        return int.Parse(line[Series.Length..], CultureInfo.InvariantCulture);
    }
}
