using System.Net;
using System.Net.Sockets;
using System.Text;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Api.Tests.Probes;

public sealed class ProbeCrashTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const int Probes = 4;

    [Fact]
    public async Task ProbesGoOnWhenTheServerWasKilled()
    {
        using TcpListener target = new(IPAddress.Loopback, 0);
        target.Start();
        var connectionString = await postgres.CreateDatabaseAsync();
        var data = Directory.CreateTempSubdirectory("grainwatch-probes-").FullName;
        await using (ServerProcess server = new(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__Grainwatch"] = connectionString,
            ["Grainwatch__Data"] = data,
            ["Grainwatch__Probes__AllowedNetworks__0"] = "127.0.0.0/8",
        }))
        {
            await server.StartAsync();
            await DefineAsync(server, ((IPEndPoint)target.LocalEndpoint).Port);
            await AllRunSinceAsync(connectionString, TimeProvider.System.GetUtcNow());

            await server.KillAsync();
            await server.StartAsync();

            await AllRunSinceAsync(connectionString, TimeProvider.System.GetUtcNow());
        }

        Directory.Delete(data, recursive: true);
    }

    static async Task DefineAsync(ServerProcess server, int port)
    {
        using HttpClient client = new() { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.Token);
        for (var i = 0; i < Probes; i++)
        {
            using StringContent definition = new($$"""{"type":"tcp","host":"127.0.0.1","port":{{port}},"interval":"1s"}""", Encoding.UTF8, "application/json");
            using var answer = await client.PutAsync(new Uri($"/v1/probes/p{i}", UriKind.Relative), definition);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    static Task AllRunSinceAsync(string connectionString, DateTimeOffset since) => Eventually.BecomesTrueAsync(
        async () =>
        {
            await using NpgsqlConnection connection = new(connectionString);
            await connection.OpenAsync();
            await using NpgsqlCommand command = new(
                "select count(distinct api_name) from sources.api_metrics where timestamp > $1 and success = 1", connection);
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since });
            return (long)(await command.ExecuteScalarAsync())! == Probes;
        },
        "every probe has run since",
        TimeSpan.FromSeconds(60));
}
