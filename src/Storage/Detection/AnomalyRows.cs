using System.Data.Common;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Storage.Detection;

/// <summary>Turns rows into anomalies and events.</summary>
static class AnomalyRows
{
    /// <summary>Columns: id, kind, at; then the anomaly's id, service, severity, reason, first_minute, last_minute, observed, expected, peak, fired_at, rule, labels, details, tier.</summary>
    public static AnomalyEvent ReadEvent(DbDataReader row)
    {
        var name = row.GetString(1);
        var kind = AnomalyNames.ToKind(name) ?? throw new InvalidOperationException($"The event kind '{name}' is not known to this version.");
        var at = row.GetFieldValue<DateTimeOffset>(2);
        // What it was at that moment: the anomaly itself may have gone on since.
        return new AnomalyEvent(row.GetInt64(0), kind, at, ReadAnomaly(row, 3, kind is AnomalyEventKind.Resolved ? at : null));
    }

    /// <summary>Columns from <paramref name="first"/>: id, service, severity, reason, first_minute, last_minute, observed, expected, peak, fired_at, rule, labels, details, tier.</summary>
    public static Anomaly ReadAnomaly(DbDataReader row, int first, DateTimeOffset? resolvedAt) => new(
        row.GetInt64(first),
        new SeriesKey(row.GetString(first + 1), row.GetString(first + 2)),
        ReadEpisode(row, first + 3, resolvedAt));

    /// <summary>Columns from <paramref name="first"/>: reason, first_minute, last_minute, observed, expected, peak, fired_at, rule, labels, details, tier.</summary>
    public static Episode ReadEpisode(DbDataReader row, int first, DateTimeOffset? resolvedAt)
    {
        var name = row.GetString(first);
        return new Episode(
            AnomalyNames.ToReason(name) ?? throw new InvalidOperationException($"The reason '{name}' is not known to this version."),
            Minute.Of(row.GetFieldValue<DateTimeOffset>(first + 1)),
            Minute.Of(row.GetFieldValue<DateTimeOffset>(first + 2)),
            row.GetInt64(first + 3),
            row.GetDouble(first + 4),
            row.GetInt64(first + 5),
            row.GetFieldValue<DateTimeOffset>(first + 6),
            resolvedAt)
        {
            Rule = row.GetString(first + 7),
            Labels = row.IsDBNull(first + 8) ? null : row.GetString(first + 8),
            Details = row.IsDBNull(first + 9) ? null : row.GetString(first + 9),
            Tier = AnomalyNames.ToTier(row.GetString(first + 10)) ?? AnomalyTier.Medium,
        };
    }

    public static DateTimeOffset? ReadTimeOrNull(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
