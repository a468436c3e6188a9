namespace Grainwatch.Api.Processes;

/// <summary>How the product runs, for those who look at it. Nothing else depends on it.</summary>
/// <param name="Name">embedded or cluster.</param>
/// <param name="Dashboard">Where the shape has a page of its own; null for none.</param>
public sealed record Shape(string Name, string? Dashboard);
