using NpgsqlTypes;

namespace Grainwatch.Pipes.Templates;

/// <summary>
/// A value that reaches Postgres as a parameter, never as text of the statement. <see cref="NpgsqlDbType.Unknown"/> behaves as a quoted
/// literal does: what stands around it decides its type.
/// </summary>
public sealed record BoundValue(NpgsqlDbType Type, object Content)
{
    /// <summary>A list without items, of which nothing says the type.</summary>
    internal static BoundValue EmptyList { get; } = new(NpgsqlDbType.Unknown, "{}");

    internal bool IsList => Content is Array || ReferenceEquals(this, EmptyList);

    /// <summary>Whether the same value elsewhere may be the same parameter. Of an unknown type each place decides for itself.</summary>
    internal bool IsShared => Type != NpgsqlDbType.Unknown && Content is not Array;
}

/// <summary>A piece of SQL: <paramref name="Text"/> as it stands, or a value.</summary>
sealed record SqlPiece(string Text, BoundValue? Value);
