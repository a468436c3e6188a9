using System.Net.Http.Headers;
using Grainwatch.Api.Detection.Embedded;
using Grainwatch.Api.Hosting;
using Grainwatch.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Grainwatch.Api.Tests.Support;

/// <summary>The whole embedded server over real sockets: a port of its own, a fresh database, a data folder that goes with it.</summary>
public sealed class GrainwatchServer : IAsyncDisposable
{
    public const string AdminToken = "admin-token-of-the-tests";

    readonly DataFolder folder;
    readonly RunningDatabase database;

    GrainwatchServer(DataFolder folder, RunningDatabase database, WebApplication app)
    {
        this.folder = folder;
        this.database = database;
        App = app;
        BaseAddress = new Uri(app.Urls.Single());
        Client = CreateClient(AdminToken);
        Anonymous = CreateClient(token: null);
    }

    public WebApplication App { get; }

    public IServiceProvider Services => App.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public Uri BaseAddress { get; }

    /// <summary>Sends the admin token.</summary>
    public HttpClient Client { get; }

    /// <summary>Sends no token.</summary>
    public HttpClient Anonymous { get; }

    /// <param name="settings">Such as <c>Grainwatch:Ingest:MaxRequestBytes=1000</c>.</param>
    public static async Task<GrainwatchServer> StartAsync(PostgresFixture postgres, params string[] settings) =>
        await StartAsync(await postgres.CreateDatabaseAsync(), settings);

    /// <param name="configure">Runs after everything is registered, to replace parts such as the TimeProvider.</param>
    /// <param name="map">Adds routes of the test's own.</param>
    public static async Task<GrainwatchServer> StartAsync(
        string connectionString,
        IEnumerable<string> settings,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null)
    {
        var path = Directory.CreateTempSubdirectory("grainwatch-server-").FullName;
        var builder = GrainwatchBuilder.Create(
        [
            "--port=0",
            $"--data={path}",
            $"--Grainwatch:AdminToken={AdminToken}",
            $"--ConnectionStrings:Grainwatch={connectionString}",
            "--Logging:LogLevel:Default=Warning",
            .. settings.Select(setting => $"--{setting}"),
        ]);
        var folder = DataFolder.OpenExclusively(builder.Configuration);
        var database = await builder.AddDatabaseAsync(folder, CancellationToken.None);
        builder.AddGrainwatchApi();
        builder.AddEmbeddedShape();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapGrainwatchApi();
        map?.Invoke(app);
        await app.StartAsync();
        await app.Services.GetRequiredService<EmbeddedEngine>().Ready.WaitAsync(TimeSpan.FromSeconds(60));
        return new GrainwatchServer(folder, database, app);
    }

    /// <param name="token">Null sends none.</param>
    public HttpClient CreateClient(string? token)
    {
        var client = new HttpClient { BaseAddress = BaseAddress };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Anonymous.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await database.DisposeAsync();
        folder.Dispose();
        Directory.Delete(folder.Path, recursive: true);
    }
}
