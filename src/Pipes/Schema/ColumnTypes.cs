using System.Globalization;

namespace Grainwatch.Pipes.Schema;

/// <summary>Reads the type of a column as data files and the meta of results write it.</summary>
public static class ColumnTypes
{
    static readonly Dictionary<string, ColumnType> Plain = new ColumnType[]
    {
        new TextType(), FloatType.Single, FloatType.Double, new BoolType(), new DateType(), DateTimeType.Seconds, new UuidType(), new JsonType(),
        IntegerType.Of(8, signed: true), IntegerType.Of(16, signed: true), IntegerType.Of(32, signed: true), IntegerType.Of(64, signed: true),
        IntegerType.Of(128, signed: true), IntegerType.Of(256, signed: true),
        IntegerType.Of(8, signed: false), IntegerType.Of(16, signed: false), IntegerType.Of(32, signed: false), IntegerType.Of(64, signed: false),
        IntegerType.Of(128, signed: false), IntegerType.Of(256, signed: false),
    }.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Those that are not made of others.</summary>
    internal static IEnumerable<ColumnType> Simple => Plain.Values;

    /// <exception cref="FormatException">No such type; the message says what there is instead.</exception>
    public static ColumnType Parse(string text)
    {
        text = text.Trim();
        if (Plain.TryGetValue(text, out var plain))
        {
            return plain;
        }

        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || text[^1] != ')')
        {
            throw new FormatException(text switch
            {
                "Boolean" => "'Boolean' is not a column type: write Bool",
                "DateTime64" => "DateTime64 needs the digits of its fraction: write DateTime64(3)",
                _ => $"'{text}' is not a column type: expected String, Int8 to Int256, UInt8 to UInt256, Float32, Float64, Bool, Date, DateTime, "
                    + "DateTime64(n), UUID, JSON, Nullable(T), LowCardinality(T) or Array(T)",
            });
        }

        var inner = text[(open + 1)..^1].Trim();
        switch (text[..open].Trim())
        {
            case "Nullable":
                var nullable = Parse(inner);
                return nullable is ArrayType or NullableType or LowCardinalityType
                    ? throw new FormatException($"Nullable({inner}) cannot be: Nullable goes around a plain type")
                    : new NullableType(nullable);
            case "LowCardinality":
                return new LowCardinalityType(Parse(inner));
            case "Array":
                var element = Parse(inner);
                return element is ArrayType
                    ? throw new FormatException($"'{text}': arrays of arrays are not supported: use String, which keeps the JSON text")
                    : new ArrayType(element);
            case "DateTime":
                return inner.Trim('\'', '"') == "UTC"
                    ? DateTimeType.Seconds
                    : throw new FormatException($"'{text}': times are UTC here: write DateTime");
            case "DateTime64":
                return DateTime64(text, inner);
            case "FixedString":
                throw new FormatException($"'{text}' is not supported: use String");
            case "Enum" or "Enum8" or "Enum16":
                throw new FormatException("Enum types are not supported: use LowCardinality(String)");
            case "Decimal" or "Decimal32" or "Decimal64" or "Decimal128":
                throw new FormatException("Decimal types are not supported: use Float64, or String to keep every digit");
            case "SimpleAggregateFunction" or "AggregateFunction":
                throw new FormatException("states of aggregates are not supported: store the rows, and aggregate in the query");
            default:
                throw new FormatException($"'{text}' is not supported: use String, which keeps the JSON text");
        }
    }

    static DateTimeType DateTime64(string text, string inner)
    {
        var arguments = inner.Split(',', StringSplitOptions.TrimEntries);
        if (!int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var digits) || digits > 9)
        {
            throw new FormatException($"'{text}': the digits of DateTime64 are a number from 0 to 9");
        }

        return arguments.Length == 1 || arguments[1].Trim('\'', '"') == "UTC"
            ? DateTimeType.Fractions(digits)
            : throw new FormatException($"'{text}': times are UTC here: write DateTime64({digits})");
    }
}
