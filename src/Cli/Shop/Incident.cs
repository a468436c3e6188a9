namespace Grainwatch.Cli.Shop;

/// <summary>Something that breaks, and what it makes the shop log beside its everyday logs.</summary>
sealed record Incident(string What, IReadOnlyList<LogKind> Logs);
