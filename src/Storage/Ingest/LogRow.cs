namespace Grainwatch.Storage.Ingest;

/// <summary>Where the tuple of one log row stands, and what it counts for.</summary>
/// <param name="Slot">Of its series (<see cref="SeriesEntry.Slot"/>); while the series is unknown, the complement of its place among those.</param>
/// <param name="Minute">Since 1970.</param>
readonly record struct LogRow(int Slot, int Minute, int Chunk, int Offset, int Length);
