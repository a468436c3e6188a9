namespace Grainwatch.Storage.Sources;

/// <summary>Something that was done to a data source as a whole.</summary>
/// <param name="Kind">As clients know it: <c>delete_data</c>.</param>
/// <param name="Rows">How many were deleted.</param>
public sealed record DataSourceJob(Guid Id, string Kind, string Source, string Condition, long Rows, DateTimeOffset FinishedAt);
