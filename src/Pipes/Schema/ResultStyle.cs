namespace Grainwatch.Pipes.Schema;

/// <summary>How results show the values of a column.</summary>
public enum ResultStyle
{
    /// <summary>In quotes.</summary>
    Text,

    /// <summary>Bare.</summary>
    Number,

    /// <summary>Bare, or in quotes where the caller asks for 64-bit numbers as text.</summary>
    WideNumber,

    /// <summary>Bare; what JSON has no word for is null.</summary>
    Float,

    Bool,

    /// <summary>Without a zone.</summary>
    Time,

    /// <summary>JSON inside JSON.</summary>
    Json,

    Array,
}
