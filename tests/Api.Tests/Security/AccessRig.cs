using System.Net.Http.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Security;

/// <summary>A server with the projects that ship, and a token of every scope there is, for every resource that something asks for.</summary>
public sealed class AccessRig : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    readonly List<(string Scope, string? Token)> tokens = [(AccessTable.NoToken, null), (AccessTable.UnknownToken, "gw.nobody-has-this-token"), ("ADMIN", GrainwatchServer.AdminToken)];

    public GrainwatchServer Server { get; private set; } = null!;

    public IReadOnlyList<(string Scope, string? Token)> Tokens => tokens;

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        Server = await GrainwatchServer.StartAsync(
            postgres, $"Grainwatch:Projects={Path.Combine(AppContext.BaseDirectory, "projects")}", "Grainwatch:Tokens:GuessesPerMinute=1000000");
        foreach (var scope in AccessTable.Scopes)
        {
            await AddAsync(scope, "/v0/tokens/");
        }

        foreach (var scope in AccessTable.JwtScopes)
        {
            await AddAsync($"{AccessTable.Jwt}{scope}", "/v0/tokens?expiration_time=4102444800");
        }
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await postgres.DisposeAsync();
    }

    async Task AddAsync(string scope, string path)
    {
        using var answer = await Server.Client.PostAsJsonAsync(path, new { name = scope.Replace('/', ' '), scopes = new[] { scope.Replace(AccessTable.Jwt, "", StringComparison.Ordinal) } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        tokens.Add((scope, (await answer.JsonAsync()).GetProperty("token").GetString()));
    }
}
