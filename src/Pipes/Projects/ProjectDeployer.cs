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
/// Makes a project real: tables, views and the check of its pipes in one transaction, then the catalogue. Several processes may start with the same files at
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

    public async Task<IReadOnlyList<SchemaChange>> DeployAsync(Project project, CancellationToken cancellationToken)
    {
        IReadOnlyList<SchemaChange> made = [];
        await DeployAsync(_ => Task.FromResult(project), (_, changes) => Task.FromResult((made = changes) == changes), Timeout.InfiniteTimeSpan, cancellationToken);
        return made;
    }

    /// <summary>All of it in one transaction, or nothing.</summary>
    /// <param name="read">The project, asked for when nobody else deploys any more.</param>
    /// <param name="finish">Is told what has changed, before it is committed; what it writes on the connection belongs to it. With false, all is undone.</param>
    /// <param name="patience">How long to wait for others who use what is to be changed, or deploy themselves.</param>
    /// <exception cref="ProjectException">Something in the project cannot be. Nothing has changed then.</exception>
    /// <exception cref="PostgresException">With lock_not_available: the patience was not enough.</exception>
    public async Task DeployAsync(
        Func<NpgsqlConnection, Task<Project>> read,
        Func<NpgsqlConnection, IReadOnlyList<SchemaChange>, Task<bool>> finish,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        await role.EnsureAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var milliseconds = patience == Timeout.InfiniteTimeSpan ? 0 : (long)patience.TotalMilliseconds;
        await ExecuteAsync(connection, $"set local lock_timeout = {milliseconds}; select pg_advisory_xact_lock({Lock}); select pg_advisory_xact_lock({ReaderRole.Lock})", cancellationToken);
        var project = await read(connection);
        var sources = Sources(project);
        var pipes = Pipes(project);
        var changes = await MigrateAsync(connection, project, sources, cancellationToken);
        var next = await SnapshotAsync(connection, sources, pipes, cancellationToken);
        await CheckAsync(transaction, next, cancellationToken);
        if (await finish(connection, changes))
        {
            await transaction.CommitAsync(cancellationToken);
            connections.Renew();
            catalogue.Current = next;
            Log(project, changes);
        }
    }

    void Log(Project project, IReadOnlyList<SchemaChange> changes)
    {
        foreach (var file in project.DataSources.Where(f => !BuiltIn.Is(f.Name)))
        {
            file.Notes.ToList().ForEach(note => LogNote(logger, file.Path, note));
        }

        changes.ToList().ForEach(change => LogChange(logger, change.Description));
        LogDeployed(logger, catalogue.Current.DataSources.Count, catalogue.Current.Pipes.Count);
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

    async Task<IReadOnlyList<SchemaChange>> MigrateAsync(
        NpgsqlConnection connection, Project project, List<DataSource> sources, CancellationToken cancellationToken)
    {
        var changes = SchemaPlanner.Plan(project.DataSources, sources, await ExistingSchema.ReadAsync(connection, cancellationToken));
        foreach (var change in changes)
        {
            await ExecuteAsync(connection, change.Sql, cancellationToken);
        }

        if (connections.Role is not null && changes.Count > 0)
        {
            await ExecuteAsync(connection, ReaderRole.Grant, cancellationToken);
        }

        return changes;
    }

    static async Task<CatalogueSnapshot> SnapshotAsync(
        NpgsqlConnection connection, List<DataSource> sources, List<Pipe> pipes, CancellationToken cancellationToken)
    {
        var reader = new CatalogueReader(connection);
        var byName = sources.ToDictionary(s => s.Name, StringComparer.Ordinal);
        return new CatalogueSnapshot(
            byName,
            pipes.ToDictionary(p => p.Name, StringComparer.Ordinal),
            await reader.RelationsAsync(byName, cancellationToken),
            await reader.SchemasAsync(cancellationToken));
    }

    async Task CheckAsync(NpgsqlTransaction transaction, CatalogueSnapshot next, CancellationToken cancellationToken)
    {
        var check = new PipeCheck(planner, transaction, connections.Role);
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
