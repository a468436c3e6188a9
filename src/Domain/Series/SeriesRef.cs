namespace Grainwatch.Domain.Series;

/// <summary>A series together with its number in Postgres, which the storage and the in-process engine find it by.</summary>
public readonly record struct SeriesRef(int Id, SeriesKey Key);
