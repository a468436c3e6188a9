using System.Net;
using System.Net.Sockets;
using System.Text;
using Grainwatch.Domain.Probes;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Cluster.Tests.Probes;

public sealed class ProbeGrainTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    /// <summary>So many that each silo has some: which has which is drawn by lot.</summary>
    const int Probes = 24;

    [Fact]
    public async Task EachProbeRunsOnOneSiloAndOnAnotherWhenThatIsKilled()
    {
        using TcpListener target = new(IPAddress.Loopback, 0);
        target.Start();
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var killed = Silo(connectionString);
        await using var kept = Silo(connectionString);
        await killed.StartAsync();
        await kept.StartAsync();
        await DefineAsync(kept, ((IPEndPoint)target.LocalEndpoint).Port);
        await AllRunSinceAsync(connectionString, TimeProvider.System.GetUtcNow());
        await Eventually.BecomesTrueAsync(
            async () => (await RunByAsync(killed)).Count > 0 && (await RunByAsync(killed)).Count + (await RunByAsync(kept)).Count == Probes,
            "the probes are spread over both silos",
            TimeSpan.FromSeconds(60));
        Assert.Empty((await RunByAsync(killed)).Intersect(await RunByAsync(kept)));

        await killed.KillAsync();
        await Eventually.BecomesTrueAsync(async () => (await RunByAsync(kept)).Count == Probes, "the other silo has all", TimeSpan.FromSeconds(120));
        await AllRunSinceAsync(connectionString, TimeProvider.System.GetUtcNow());
        // However late a run comes, the next one is at a moment of its own: two silos at once would both run between two moments.
        var schedule = new ProbeSchedule(TimeSpan.FromSeconds(1));
        // A stored time may be a millisecond early.
        var moments = (await RunsAsync(connectionString)).GroupBy(run => (run.Probe, schedule.After(run.At.AddMilliseconds(1), run.Probe)));
        Assert.DoesNotContain(moments, runs => runs.Count() > 1);
    }

    static ServerProcess Silo(string connectionString) => new(Programs.Assembly("Silo"), ServerProcess.FreePort(), new Dictionary<string, string>
    {
        ["ConnectionStrings__Grainwatch"] = connectionString,
        ["Grainwatch__Cluster__AdvertisedAddress"] = "127.0.0.1",
        ["Grainwatch__Cluster__SiloPort"] = $"{ServerProcess.FreePort()}",
        ["Grainwatch__Cluster__GatewayPort"] = $"{ServerProcess.FreePort()}",
        // Other tests may have the processor for seconds.
        ["Grainwatch__Cluster__ProbeMilliseconds"] = "3000",
        ["Grainwatch__Probes__AllowedNetworks__0"] = "127.0.0.0/8",
    });

    /// <summary>The probes that a silo has results of its own of.</summary>
    static async Task<IReadOnlyList<string>> RunByAsync(ServerProcess silo)
    {
        using HttpClient client = new() { BaseAddress = silo.Address };
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return [.. metrics.Split('\n').Where(line => line.StartsWith("grainwatch_probe_up{", StringComparison.Ordinal))];
    }

    static async Task DefineAsync(ServerProcess silo, int port)
    {
        using HttpClient client = new() { BaseAddress = silo.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
        for (var i = 0; i < Probes; i++)
        {
            using StringContent definition = new($$"""{"type":"tcp","host":"127.0.0.1","port":{{port}},"interval":"1s"}""", Encoding.UTF8, "application/json");
            using var answer = await client.PutAsync(new Uri($"/v1/probes/p{i}", UriKind.Relative), definition);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    static Task AllRunSinceAsync(string connectionString, DateTimeOffset since) => Eventually.BecomesTrueAsync(
        async () => (long)(await QueryAsync(connectionString, "select count(distinct api_name) from sources.api_metrics where timestamp > $1 and success = 1", since))! == Probes,
        "every probe has run since",
        TimeSpan.FromSeconds(60));

    static async Task<IReadOnlyList<(string Probe, DateTimeOffset At)>> RunsAsync(string connectionString)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("select api_name, timestamp from sources.api_metrics", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, DateTimeOffset)> runs = [];
        while (await reader.ReadAsync())
        {
            runs.Add((reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }

        return runs;
    }

    static async Task<object?> QueryAsync(string connectionString, string sql, DateTimeOffset time)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time });
        return await command.ExecuteScalarAsync();
    }
}
