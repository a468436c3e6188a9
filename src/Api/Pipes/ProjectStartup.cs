using Grainwatch.Api.Hosting;
using Grainwatch.Pipes.Projects;

namespace Grainwatch.Api.Pipes;

/// <summary>Deploys the data projects before the server listens. A project that cannot be used ends the start.</summary>
sealed class ProjectStartup(ServerSettings settings, ProjectDeployer deployer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => deployer.DeployAsync(ProjectReader.Read(ProjectFolder.Find(settings)), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
