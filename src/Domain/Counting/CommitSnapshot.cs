using System.Globalization;

namespace Grainwatch.Domain.Counting;

/// <summary>
/// Which transactions a read of Postgres had seen: its <c>pg_snapshot</c>. A delta of a transaction that is included is already part of
/// the counts that were read, and must not be added again; this is what keeps counts exact when counts are read while logs arrive.
/// </summary>
/// <param name="Xmin">Every transaction below was finished.</param>
/// <param name="Xmax">No transaction at or above was finished.</param>
/// <param name="InProgress">Transactions in between that were not finished.</param>
public sealed record CommitSnapshot(ulong Xmin, ulong Xmax, IReadOnlyList<ulong> InProgress)
{
    /// <summary>Has seen nothing: every delta counts.</summary>
    public static CommitSnapshot None { get; } = new(0, 0, []);

    public bool Includes(ulong transactionId) =>
        transactionId < Xmin || (transactionId < Xmax && !InProgress.Contains(transactionId));

    /// <summary>Reads Postgres' text form <c>xmin:xmax:xip,xip</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static CommitSnapshot Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 3)
        {
            throw new FormatException($"'{text}' is no pg_snapshot: expected xmin:xmax:xip,xip.");
        }

        ulong[] inProgress = parts[2].Length == 0
            ? []
            : Array.ConvertAll(parts[2].Split(','), id => ulong.Parse(id, CultureInfo.InvariantCulture));
        return new CommitSnapshot(
            ulong.Parse(parts[0], CultureInfo.InvariantCulture),
            ulong.Parse(parts[1], CultureInfo.InvariantCulture),
            inProgress);
    }

    public override string ToString() => $"{Xmin}:{Xmax}:{string.Join(',', InProgress)}";
}
