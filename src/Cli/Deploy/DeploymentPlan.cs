namespace Grainwatch.Cli.Deploy;

/// <summary>What a deployment did, or would do.</summary>
/// <param name="Id">Null when nothing was changed.</param>
sealed record DeploymentPlan(long? Id, IReadOnlyList<PlannedChange> Changes, IReadOnlyList<string> Notes);

sealed record PlannedChange(string Change, string Type, string Name, IReadOnlyList<string> Effects);
