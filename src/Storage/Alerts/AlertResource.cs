namespace Grainwatch.Storage.Alerts;

/// <summary>A receiver, the routes, a maintenance window or a dependency, as it was written.</summary>
/// <param name="Kind">Such as "receiver".</param>
/// <param name="Spec">JSON.</param>
/// <param name="File">The file it is kept in; null when it was made over HTTP.</param>
public sealed record AlertResource(string Kind, string Name, string Spec, string? File, DateTimeOffset UpdatedAt);
