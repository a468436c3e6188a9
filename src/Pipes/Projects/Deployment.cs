namespace Grainwatch.Pipes.Projects;

/// <summary>A data project as it was deployed over HTTP.</summary>
/// <param name="Id">0 as long as it is only a plan.</param>
public sealed record Deployment(
    long Id, string Project, IReadOnlyList<ProjectFile> Files, IReadOnlyList<ResourceChange> Changes, string DeployedBy, DateTimeOffset DeployedAt);
