namespace Grainwatch.Pipes.Projects;

/// <summary>One step of a deployment.</summary>
/// <param name="Description">For people: what becomes of the tables and their rows.</param>
public sealed record SchemaChange(string Description, string Sql);
