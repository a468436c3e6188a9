using Grainwatch.Api.Auth.Tokens;
using Grainwatch.Api.Hosting;
using Grainwatch.Api.Pipes;
using Grainwatch.Pipes.Projects;
using Npgsql;

namespace Grainwatch.Api.Deployments;

/// <summary>
/// Which data projects hold: those of the folder, each in the place of its folder there, and those that were deployed over HTTP, which come
/// before a folder of the same name. Deployed at start, and whenever somebody changes them.
/// </summary>
sealed class ProjectDeployments(
    ServerSettings settings, NpgsqlDataSource database, ProjectDeployer deployer, ProjectTokens tokens, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>For a client who waits; a start waits as long as it takes.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>One after the other also within this process, so that the catalogue of the last one stays.</summary>
    readonly SemaphoreSlim turn = new(1);

    /// <summary>The last deployment that is in the catalogue of this process.</summary>
    long applied;

    /// <summary>Before the server listens. A project that cannot be used ends the start.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => ApplyAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => turn.Dispose();

    /// <summary>Takes up what others have deployed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (await DeploymentTable.LastIdAsync(database, cancellationToken) > Volatile.Read(ref applied))
        {
            await ApplyAsync(cancellationToken);
        }
    }

    /// <summary>Puts these files in the place of those of the project, all or nothing.</summary>
    /// <param name="isCheck">Whether it is only to be said what would happen.</param>
    /// <exception cref="ProjectException">They cannot be used.</exception>
    public async Task<(Deployment Deployment, IReadOnlyList<string> Notes)> DeployAsync(
        string project, IReadOnlyList<ProjectFile> files, string by, bool isCheck, CancellationToken cancellationToken)
    {
        var deployment = new Deployment(0, project, files, [], by, time.GetUtcNow());
        IReadOnlyList<ProjectFile> before = [];
        IReadOnlyList<ProjectFile> after = [];
        IReadOnlyList<string> notes = [];
        await InTurnAsync(() => deployer.DeployAsync(ReadAsync, FinishAsync, Patience, cancellationToken), cancellationToken);
        if (deployment.Id > 0)
        {
            Volatile.Write(ref applied, deployment.Id);
            await tokens.ApplyAsync(cancellationToken);
        }

        return (deployment, notes);

        async Task<Project> ReadAsync(NpgsqlConnection connection)
        {
            var deployed = await DeploymentTable.ReadAsync(connection, cancellationToken);
            before = Files(deployed);
            after = Files(new Dictionary<string, IReadOnlyList<ProjectFile>>(deployed) { [project] = files });
            var parsed = ProjectReader.Parse(after);
            notes = [.. parsed.DataSources.Where(source => files.Any(file => file.Path == source.Path)).SelectMany(source => source.Notes.Select(note => $"{source.Path}: {note}"))];
            return parsed;
        }

        async Task<bool> FinishAsync(NpgsqlConnection connection, IReadOnlyList<SchemaChange> schema)
        {
            deployment = deployment with { Changes = ResourceChange.Between(before, after, schema) };
            if (isCheck || deployment.Changes.Count == 0)
            {
                return false;
            }

            // Nobody else deploys meanwhile, so all before it are in force here too.
            deployment = deployment with { Id = await DeploymentTable.AddAsync(connection, deployment, cancellationToken) };
            return true;
        }
    }

    async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var last = 0L;
        await InTurnAsync(
            () => deployer.DeployAsync(
                async connection =>
                {
                    last = await DeploymentTable.LastIdAsync(connection, cancellationToken);
                    return ProjectReader.Parse(Files(await DeploymentTable.ReadAsync(connection, cancellationToken)));
                },
                (_, _) => Task.FromResult(true),
                Timeout.InfiniteTimeSpan,
                cancellationToken),
            cancellationToken);
        Volatile.Write(ref applied, last);
    }

    async Task InTurnAsync(Func<Task> deploy, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await deploy();
        }
        finally
        {
            turn.Release();
        }
    }

    IReadOnlyList<ProjectFile> Files(IReadOnlyDictionary<string, IReadOnlyList<ProjectFile>> deployed) =>
    [
        .. deployed.SelectMany(project => project.Value),
        .. ProjectReader.ReadFiles(ProjectFolder.Find(settings)).Where(file => !deployed.ContainsKey(file.Path.Split(Path.DirectorySeparatorChar)[0])),
    ];
}
