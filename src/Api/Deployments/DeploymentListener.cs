using Grainwatch.Pipes.Projects;
using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Api.Deployments;

/// <summary>Takes up what other processes deployed.</summary>
sealed class DeploymentListener(NpgsqlDataSource database, ProjectDeployments deployments, TimeProvider time, ILogger<DeploymentListener> logger)
    : PostgresListener(database, DeploymentTable.Channel, time, logger)
{
    protected override Task LookAsync(CancellationToken cancellationToken) => deployments.RefreshAsync(cancellationToken);
}
