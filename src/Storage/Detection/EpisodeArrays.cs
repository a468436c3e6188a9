using Grainwatch.Domain.Anomalies;
using Npgsql;

namespace Grainwatch.Storage.Detection;

/// <summary>Episodes as one array a column, so that a statement takes any number of them.</summary>
static class EpisodeArrays
{
    /// <summary>The parameters <c>$1</c> to <c>$13</c> as a table <c>c</c>, in the order in which they were given by <c>n</c>.</summary>
    public const string Table =
        """
        unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text[], $12::text[], $13) with ordinality
            as c (series_id, reason, first_minute, last_minute, observed, expected, peak, fired_at, resolved_at, rule, labels, details, tier, n)
        """;

    public static NpgsqlBatchCommand Command(string sql, IReadOnlyList<(int SeriesId, Episode Episode)> episodes)
    {
        var command = new NpgsqlBatchCommand(sql);
        Add(entry => entry.SeriesId);
        Add(entry => entry.Episode.Reason.Name());
        Add(entry => entry.Episode.FirstMinute.Start);
        Add(entry => entry.Episode.LastMinute.Start);
        Add(entry => entry.Episode.Observed);
        Add(entry => entry.Episode.Expected);
        Add(entry => entry.Episode.Peak);
        Add(entry => entry.Episode.FiredAt);
        Add(entry => entry.Episode.ResolvedAt);
        Add(entry => entry.Episode.Rule);
        Add(entry => entry.Episode.Labels);
        Add(entry => entry.Episode.Details);
        Add(entry => entry.Episode.Tier.Name());
        return command;

        void Add<T>(Func<(int SeriesId, Episode Episode), T> column) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. episodes.Select(column)] });
    }
}
