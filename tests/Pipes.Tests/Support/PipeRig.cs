using System.Text;
using System.Text.Json.Nodes;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.DataFiles;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Projects;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Templates;
using Grainwatch.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Pipes.Tests.Support;

/// <summary>Deployed data projects on a database of their own, and a way to ask their pipes.</summary>
sealed class PipeRig : IAsyncDisposable
{
    readonly QueryConnections connections;
    readonly ProjectDeployer deployer;
    readonly PipeRunner runner;

    PipeRig(string connectionString, PipesOptions options)
    {
        Database = Storage.Postgres.Database.Open(connectionString);
        connections = new QueryConnections(connectionString, options);
        var planner = new QueryPlanner(options);
        deployer = new ProjectDeployer(
            Database,
            connections,
            planner,
            new ReaderRole(Database, connections, NullLogger<ReaderRole>.Instance),
            Catalogue,
            TimeProvider.System,
            NullLogger<ProjectDeployer>.Instance);
        runner = new PipeRunner(planner, new QueryRunner(connections, options, TimeProvider.System), Catalogue, options);
    }

    public NpgsqlDataSource Database { get; }

    public ProjectCatalogue Catalogue { get; } = new();

    public static async Task<PipeRig> StartAsync(PostgresFixture postgres, PipesOptions? options = null) =>
        new(await postgres.CreateDatabaseAsync(), options ?? new PipesOptions());

    public static PipeRig On(string connectionString) => new(connectionString, new PipesOptions());

    /// <summary>Files as text, by their name.</summary>
    public Task<IReadOnlyList<SchemaChange>> DeployAsync(params (string Path, string Text)[] files) => deployer.DeployAsync(
        new Project(
            [.. files.Where(f => f.Path.EndsWith(".datasource", StringComparison.Ordinal)).Select(f => DataSourceFileParser.Parse(f.Path, f.Text))],
            [.. files.Where(f => f.Path.EndsWith(".pipe", StringComparison.Ordinal)).Select(f => PipeFileParser.Parse(f.Path, f.Text))]),
        CancellationToken.None);

    public Task<IReadOnlyList<SchemaChange>> DeployAsync(string folder) => deployer.DeployAsync(ProjectReader.Read(folder), CancellationToken.None);

    public async Task<string> AskTextAsync(
        string pipe, string format, ParameterValues? parameters = null, QueryAccess? access = null, string? over = null)
    {
        using var output = new MemoryStream();
        await runner.RunAsync(
            Catalogue.Current.Pipes[pipe],
            parameters ?? ParameterValues.None,
            access ?? QueryAccess.All,
            over,
            ResultFormats.Find(format, quoteWideNumbers: false)!,
            output,
            CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public async Task<JsonObject> AskAsync(string pipe, params (string Name, string Value)[] parameters) =>
        JsonNode.Parse(await AskTextAsync(pipe, "json", Parameters(parameters)))!.AsObject();

    /// <summary>The rows of a result, each as its values in JSON.</summary>
    public async Task<List<string>> RowsAsync(string pipe, params (string Name, string Value)[] parameters) =>
        [.. (await AskAsync(pipe, parameters))["data"]!.AsArray().Select(r => string.Join("|", r!.AsObject().Select(p => p.Value?.ToString())))];

    public static ParameterValues Parameters(params (string Name, string Value)[] parameters)
    {
        var values = new ParameterValues();
        foreach (var (name, value) in parameters)
        {
            values.Add(name, value);
        }

        return values;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await connections.DisposeAsync();
        await Database.DisposeAsync();
    }
}
