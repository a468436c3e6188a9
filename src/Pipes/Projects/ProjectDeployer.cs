using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.DataFiles;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Rows;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Pipes.Projects;

/// <summary>
/// Makes a project real: tables and views in one transaction, then the catalogue. Several processes may start with the same files at
/// once: an advisory lock lets one after the other do it.
/// </summary>
public sealed partial class ProjectDeployer(
    NpgsqlDataSource database,
    QueryConnections connections,
    QueryPlanner planner,
    ReaderRole role,
    ProjectCatalogue catalogue,
    TimeProvider clock,
    ILogger<ProjectDeployer> logger)
{
    /// <summary>The key of the advisory lock: "projects" in ASCII.</summary>
    const long Lock = 0x70726F6A65637473;

    /// <exception cref="ProjectException">Something in the project cannot be. Nothing has changed then, but for tables that were added.</exception>
    public async Task<IReadOnlyList<SchemaChange>> DeployAsync(Project project, CancellationToken cancellationToken)
    {
        var sources = Sources(project);
        var pipes = Pipes(project);
        foreach (var file in project.DataSources.Where(f => !BuiltIn.Is(f.Name)))
        {
            file.Notes.ToList().ForEach(note => LogNote(logger, file.Path, note));
        }

        var changes = await MigrateAsync(project, sources, cancellationToken);
        await role.EnsureAsync(cancellationToken);
        connections.Renew();
        var reader = new CatalogueReader(database);
        var byName = sources.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var next = new CatalogueSnapshot(
            byName,
            pipes.ToDictionary(p => p.Name, StringComparer.Ordinal),
            await reader.RelationsAsync(byName, cancellationToken),
            await reader.SchemasAsync(cancellationToken));
        await CheckAsync(next, cancellationToken);
        catalogue.Current = next;
        LogDeployed(logger, sources.Count, pipes.Count);
        return changes;
    }

    List<DataSource> Sources(Project project)
    {
        List<string> problems = [];
        foreach (var file in project.DataSources.Where(f => BuiltIn.DerivedRelations.Contains(f.Name)))
        {
            problems.Add($"{file.Path}:1: '{file.Name}' is computed by the program. Rename the file.");
        }

        if (problems.Count > 0)
        {
            throw new ProjectException(problems);
        }

        try
        {
            return
            [
                .. BuiltIn.Describe(project.DataSources, clock),
                .. project.DataSources.Where(f => !BuiltIn.Is(f.Name)).Select(f => new DataSource(
                    f.Name, f.Description, f.Columns, f.SortingKey, f.Retention, f.Tokens, Encoder(f))),
            ];
        }
        catch (DataFileException e)
        {
            throw new ProjectException(e);
        }
    }

    JsonRowEncoder Encoder(DataSourceFile file) =>
        new(new CopyTarget(Database.DataSchema, file.Name, [.. file.Columns.Select(c => c.Name)]), file.Columns, clock);

    static List<Pipe> Pipes(Project project)
    {
        List<Pipe> pipes = [];
        List<string> problems = [];
        foreach (var file in project.Pipes)
        {
            try
            {
                pipes.Add(Pipe.Of(file));
            }
            catch (DataFileException e)
            {
                problems.Add(e.Message);
            }
        }

        return problems.Count == 0 ? pipes : throw new ProjectException(problems);
    }

    async Task<IReadOnlyList<SchemaChange>> MigrateAsync(Project project, List<DataSource> sources, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({Lock})", cancellationToken);
        var changes = SchemaPlanner.Plan(project.DataSources, sources, await ExistingSchema.ReadAsync(connection, cancellationToken));
        foreach (var change in changes)
        {
            LogChange(logger, change.Description);
            await ExecuteAsync(connection, change.Sql, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changes;
    }

    async Task CheckAsync(CatalogueSnapshot next, CancellationToken cancellationToken)
    {
        var check = new PipeCheck(planner, connections);
        List<string> problems = [];
        foreach (var pipe in next.Pipes.Values)
        {
            if (await check.CheckAsync(pipe, next, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }
        }

        if (problems.Count > 0)
        {
            throw new ProjectException(problems);
        }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "{Change}")]
    static partial void LogChange(ILogger logger, string change);

    [LoggerMessage(2, LogLevel.Information, "{File}: {Note}")]
    static partial void LogNote(ILogger logger, string file, string note);

    [LoggerMessage(3, LogLevel.Information, "Data projects: {Sources} data sources, {Pipes} pipes")]
    static partial void LogDeployed(ILogger logger, int sources, int pipes);
}
