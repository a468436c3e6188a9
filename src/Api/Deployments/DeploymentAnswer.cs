using System.Text.Json.Serialization;
using Grainwatch.Pipes.Projects;

namespace Grainwatch.Api.Deployments;

/// <summary>What a deployment did, or would do.</summary>
/// <param name="Id">Null when nothing was changed: it was only looked at, or there was nothing to change.</param>
/// <param name="Notes">What in the files has no effect here, and why.</param>
sealed record DeploymentAnswer(
    long? Id,
    string Project,
    IReadOnlyList<ResourceChange> Changes,
    IReadOnlyList<string> Notes,
    [property: JsonPropertyName("deployed_by")] string DeployedBy,
    [property: JsonPropertyName("deployed_at")] DateTimeOffset DeployedAt)
{
    public static DeploymentAnswer Of(Deployment deployment, IReadOnlyList<string> notes) => new(
        deployment.Id == 0 ? null : deployment.Id, deployment.Project, deployment.Changes, notes, deployment.DeployedBy, deployment.DeployedAt);
}
