using System.Text;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Sql;

/// <summary>A server with two data sources and a pipe, and tight limits.</summary>
public sealed class SqlFixture : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-projects-").FullName;
    GrainwatchServer? server;

    public GrainwatchServer Server => server ?? throw new InvalidOperationException("The fixture has not started.");

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "orders", "secrets" })
        {
            File.WriteAllText(
                Path.Combine(folder, $"{name}.datasource"),
                "SCHEMA >\n    `id` UInt64 `json:$.id`,\n    `company` Int16 `json:$.company`,\n    `note` Nullable(String) `json:$.note`,\n    `at` DateTime `json:$.at`,\n    `tags` Array(String) `json:$.tags[:]`\n");
        }

        File.WriteAllText(
            Path.Combine(folder, "totals.pipe"),
            "NODE step\nSQL >\n    select company, id from orders\n\nNODE result\nSQL >\n    %\n    select company, count(*) as n from step where id > {{Int64(above, 0)}} group by company\n\nTYPE endpoint\n");
        await postgres.InitializeAsync();
        server = await GrainwatchServer.StartAsync(
            postgres,
            $"Grainwatch:Projects={folder}",
            "Grainwatch:Pipes:Timeout=00:00:08",
            "Grainwatch:Pipes:MaxSqlRows=1000",
            "Grainwatch:Pipes:MaxResultBytes=1000000");
        await PostAsync("orders", """
            {"id": 1, "company": 1, "note": "a\tb\nc", "at": "2026-11-20 09:15:00", "tags": ["x", "it's"]}
            {"id": 18446744073709551615, "company": 2, "at": "2026-11-20 09:15:01", "tags": []}
            {"id": 3, "company": 1, "note": "", "at": "2026-11-20 09:15:02", "tags": []}
            """);
        await PostAsync("secrets", """{"id": 7, "company": 1, "note": "hush", "at": "2026-11-20 09:15:00", "tags": []}""");
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

    /// <summary>A client whose token has these scopes.</summary>
    public async Task<HttpClient> ClientAsync(params string[] scopes)
    {
        var form = new List<KeyValuePair<string, string>> { new("name", Guid.NewGuid().ToString()) };
        form.AddRange(scopes.Select(scope => KeyValuePair.Create("scope", scope)));
        using var made = await Server.Client.PostAsync(new Uri("/v0/tokens", UriKind.Relative), new FormUrlEncodedContent(form));
        return Server.CreateClient((await made.JsonAsync()).GetProperty("token").GetString());
    }

    public static Task<HttpResponseMessage> AskAsync(HttpClient client, string sql) =>
        client.PostAsync(new Uri("/v0/sql", UriKind.Relative), new StringContent(sql, Encoding.UTF8, "text/plain"));

    Task<HttpResponseMessage> PostAsync(string source, string rows) =>
        Server.Client.PostAsync(new Uri($"/v0/events?name={source}&wait=true", UriKind.Relative), new StringContent(rows));
}
