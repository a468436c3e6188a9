using System.Net.Http.Headers;
using System.Text;
using Grainwatch.Api.Tests.Files;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Api.Tests.Crash;

/// <summary>kill -9 while a file is on its way.</summary>
public sealed class UploadCrashTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    const int Rows = 60_000;

    static readonly byte[] File = Encoding.UTF8.GetBytes(
        "timestamp,server_id,service,severity,message,error_code,resource_id,metadata\n"
        + string.Concat(Enumerable.Range(0, Rows).Select(i => $"2026-05-01 {i / 3600 % 24:00}:{i / 60 % 60:00}:{i % 60:00},s,service-{i % 7},ERROR,message {i},,,{{}}\n")));

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grainwatch-upload-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("append")]
    [InlineData("replace")]
    public async Task AFileWhoseServerWasKilledIsStoredOnceWhenItIsSentAgain(string mode)
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__Grainwatch"] = database.ConnectionString,
            ["Grainwatch__Data"] = folder.FullName,
        });
        await server.StartAsync();
        await SendAsync(server, "append", new ByteArrayContent(File.AsSpan(0, 2000).ToArray()), "before");
        var before = await CountAsync(database);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendAsync(server, mode, new BreakingContent(File, File.Length * 3 / 4, async () =>
        {
            if (mode == "append")
            {
                await Eventually.BecomesTrueAsync(async () => (await CountAsync(database)).Rows > before.Rows, "a piece of the file is stored");
            }

            await server.KillAsync();
        }), "file"));
        var between = await CountAsync(database);
        await server.StartAsync();
        using var again = await SendAsync(server, mode, new ByteArrayContent(File), "file");

        Assert.Equal(between.Rows, between.Counted);
        Assert.True(mode == "append" ? between.Rows > before.Rows : between == before, $"{before} and then {between}");
        Assert.Equal(Rows, (await again.JsonAsync()).GetProperty("successful_rows").GetInt64());
        var expected = mode == "append" ? Rows + before.Rows : Rows;
        Assert.Equal((expected, expected), await CountAsync(database));
    }

    static async Task<HttpResponseMessage> SendAsync(ServerProcess server, string mode, HttpContent content, string key)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Token);
        client.DefaultRequestHeaders.Add("Idempotency-Key", key);
        return await client.PostAsync(new Uri($"/v0/datasources?name=system_logs&format=csv&mode={mode}", UriKind.Relative), content);
    }

    /// <summary>How many logs there are, and how many were counted.</summary>
    static async Task<(long Rows, long Counted)> CountAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "select (select count(*) from sources.system_logs), (select coalesce(sum(count), 0)::bigint from sources.log_minutes)");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
