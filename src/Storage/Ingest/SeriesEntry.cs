using Grainwatch.Domain.Series;

namespace Grainwatch.Storage.Ingest;

/// <summary>A known series, with the bytes it is looked up by.</summary>
/// <param name="Slot">Counts the series this process knows, from 0: unlike the id, an index without gaps.</param>
sealed record SeriesEntry(int Slot, SeriesRef Series, byte[] Service, byte[] Severity, ulong Hash);
