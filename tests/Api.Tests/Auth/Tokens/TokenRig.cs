using System.Net.Http.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Auth.Tokens;

/// <summary>A server with a data source that two companies share, and pipes over it.</summary>
public sealed class TokenRig : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    readonly string projects = Directory.CreateTempSubdirectory("grainwatch-projects-").FullName;
    int names;

    public GrainwatchServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(projects, "sales.datasource"), """
            TOKEN "shop" APPEND

            SCHEMA >
                `company_id` Int16 `json:$.company_id`,
                `item` String `json:$.item`
            """);
        await File.WriteAllTextAsync(Path.Combine(projects, "by_item.pipe"), """
            TOKEN "shop" READ

            NODE raw
            SQL >
                select company_id, item from sales

            NODE endpoint
            SQL >
                %
                select company_id, item, count(*) as n from raw
                where true {% if defined(item) %} and item = {{ String(item) }} {% end %}
                group by 1, 2 order by 1, 2
            TYPE endpoint
            """);
        await File.WriteAllTextAsync(Path.Combine(projects, "totals.pipe"), """
            NODE endpoint
            SQL >
                select count(*) as n, count(distinct s.company_id) as companies from sales s join sales t using (item)
            TYPE endpoint
            """);
        await postgres.InitializeAsync();
        Server = await GrainwatchServer.StartAsync(postgres, $"Grainwatch:Projects={projects}", "Grainwatch:Tokens:GuessesPerMinute=100000");
        using var stored = await Server.Client.PostAsync("/v0/events?name=sales&wait=true", new StringContent("""
            {"company_id":1,"item":"apple"} {"company_id":1,"item":"pear"} {"company_id":2,"item":"apple"} {"company_id":2,"item":"secret"}
            {"company_id":"none","item":"broken"}
            """));
        stored.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(projects, recursive: true);
    }

    /// <returns>A client with a new static token of these scopes.</returns>
    public async Task<HttpClient> ClientAsync(params string[] scopes)
    {
        var form = scopes.Select(scope => KeyValuePair.Create("scope", scope)).Append(KeyValuePair.Create("name", $"test {Interlocked.Increment(ref names)}"));
        using var answer = await Server.Client.PostAsync("/v0/tokens/", new FormUrlEncodedContent(form));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return Server.CreateClient((await answer.JsonAsync()).GetProperty("token").GetString());
    }

    /// <returns>A client with a JWT of these scopes, which expires in an hour.</returns>
    public async Task<HttpClient> JwtClientAsync(object scopes, object? limits = null)
    {
        var expires = DateTimeOffset.UnixEpoch.AddYears(100).ToUnixTimeSeconds();
        using var answer = await Server.Client.PostAsJsonAsync($"/v0/tokens?expiration_time={expires}", new { name = "web", scopes, limits });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return Server.CreateClient((await answer.JsonAsync()).GetProperty("token").GetString());
    }
}
