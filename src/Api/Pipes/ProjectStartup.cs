using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;
using Grainwatch.Pipes.Projects;

namespace Grainwatch.Api.Pipes;

/// <summary>Deploys the data projects before the server listens. A project that cannot be used ends the start.</summary>
sealed class ProjectStartup(ServerSettings settings, ProjectDeployer deployer) : IHostedService
{
    const string Folder = "projects";

    public Task StartAsync(CancellationToken cancellationToken) => deployer.DeployAsync(ProjectReader.Read(Find()), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    string Find()
    {
        if (settings.Projects is { } chosen)
        {
            return Directory.Exists(chosen)
                ? chosen
                : throw new SettingException($"The setting Grainwatch__Projects is '{chosen}', which is no folder. Name the one that holds your data projects.");
        }

        return Directory.Exists(Folder) ? Folder : Path.Combine(AppContext.BaseDirectory, Folder);
    }
}
