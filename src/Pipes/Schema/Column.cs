namespace Grainwatch.Pipes.Schema;

/// <summary>A column that a data file declares.</summary>
/// <param name="JsonPath">Where in a JSON row its value stands, as written: <c>$.device.OS</c>.</param>
public sealed record Column(string Name, ColumnType Type, string JsonPath)
{
    internal JsonPath Path { get; init; } = null!;

    internal ColumnDefault? Default { get; init; }

    /// <summary>Text in an index must stay short; null: no limit.</summary>
    internal int? MaxBytes { get; init; }
}
