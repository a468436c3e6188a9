using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Files;

/// <summary>A server with data sources of many types.</summary>
public sealed class FilesFixture : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-projects-").FullName;
    GrainwatchServer? server;

    public GrainwatchServer Server => server ?? throw new InvalidOperationException("The fixture has not started.");

    public async Task InitializeAsync()
    {
        Write("plain", "`id` UInt32 `json:$.id`,\n    `name` String `json:$.who.name`");
        Write(
            "typed",
            """
            `id` Int32 `json:$.id`,
                `big` UInt64 `json:$.big` DEFAULT 7,
                `ratio` Nullable(Float64) `json:$.ratio`,
                `ok` Bool `json:$.ok`,
                `at` DateTime64(3) `json:$.at`,
                `tags` Array(String) `json:$.tags[:]`,
                `note` Nullable(String) `json:$.note`,
                `extra` JSON `json:$.extra`
            """);
        foreach (var name in new[] { "replaced", "kept", "emptied", "resent" })
        {
            Write(name, "`id` UInt32 `json:$.id`,\n    `name` String `json:$.name`");
        }

        await postgres.InitializeAsync();
        server = await GrainwatchServer.StartAsync(postgres, $"Grainwatch:Projects={folder}", "Grainwatch:Ingest:MaxRowBytes=300000");
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public Task<HttpResponseMessage> UploadAsync(string query, string text) => UploadAsync(query, new StringContent(text, Encoding.UTF8));

    public Task<HttpResponseMessage> UploadAsync(string query, HttpContent content, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v0/datasources?{query}") { Content = content };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return Server.Client.SendAsync(request);
    }

    public static MultipartFormDataContent Form(byte[] file, string name)
    {
        var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        return new MultipartFormDataContent { { new StringContent("x"), "other" }, { content, "csv", name } };
    }

    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = Server.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    void Write(string name, string columns) =>
        File.WriteAllText(Path.Combine(folder, $"{name}.datasource"), $"SCHEMA >\n    {columns}\n\nENGINE_SORTING_KEY \"id\"\n");
}
