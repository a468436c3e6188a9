using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Counting;

/// <summary>
/// What one committed transaction added to the counts. <paramref name="TransactionId"/> is the 64-bit id of that transaction in
/// Postgres: with it a monitor that has read its counts from there can tell whether this addition was in what it read
/// (<see cref="CommitSnapshot"/>).
/// </summary>
/// <param name="TransactionId">Postgres' <c>pg_current_xact_id()</c>.</param>
/// <param name="Series">One entry a series.</param>
/// <param name="ThresholdVersion">The newest thresholds that the sender knows of: whoever judges these counts must know them too.</param>
public sealed record CommittedCounts(ulong TransactionId, IReadOnlyList<SeriesCounts> Series, long ThresholdVersion);

/// <summary>The counts that were added to one series, one entry a minute.</summary>
public sealed record SeriesCounts(SeriesRef Series, IReadOnlyList<MinuteCount> Minutes);
