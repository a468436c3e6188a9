using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

/// <summary>What a row gets that lacks the column.</summary>
abstract class ColumnDefault
{
    /// <summary>The same in SQL, for rows that were there before the column was.</summary>
    public abstract string Sql { get; }

    public abstract void Encode(CopyBuffer tuple, TimeProvider clock);

    /// <exception cref="FormatException">The expression is none that we have.</exception>
    public static ColumnDefault Parse(string expression, ColumnType type)
    {
        var text = expression.Trim();
        switch (text.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant())
        {
            case "now()" or "now64()" or "now64(3)" or "now64(6)" or "today()":
                return Time(type) is { } time ? new Now(time) : throw new FormatException($"DEFAULT {text} needs a DateTime column, not {type.Name}");
            case "generateuuidv4()":
                return type.Postgres == "uuid" ? new NewUuid() : throw new FormatException($"DEFAULT {text} needs a UUID column, not {type.Name}");
            case "[]":
                return Constant.Of("[]", type, "'{}'");
            case "null":
                return Constant.Of("null", type, "null");
            case "true" or "false":
                return Constant.Of(text.ToLowerInvariant(), type, text);
        }

        if (text.Length >= 2 && text[0] == '\'' && text[^1] == '\'')
        {
            var value = text[1..^1].Replace("''", "'", StringComparison.Ordinal).Replace("\\'", "'", StringComparison.Ordinal);
            return Constant.Of(JsonSerializer.Serialize(value), type, $"'{value.Replace("'", "''", StringComparison.Ordinal)}'");
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? Constant.Of(text, type, text)
            : throw new FormatException(
                $"DEFAULT {text} is not supported: expected a number, 'text', true, false, [], now() or generateUUIDv4()");
    }

    static DateTimeType? Time(ColumnType type) => type.Postgres.StartsWith("timestamptz", StringComparison.Ordinal)
        ? DateTimeType.Fractions(type.Postgres[^2] - '0')
        : null;

    sealed class Constant(byte[] field, string sql) : ColumnDefault
    {
        public override string Sql => sql;

        public static Constant Of(string json, ColumnType type, string sql)
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            var reader = new Utf8JsonReader(bytes);
            try
            {
                reader.Read();
            }
            catch (JsonException)
            {
                throw new FormatException($"DEFAULT {json} is no value: expected a number or 'text'");
            }

            var buffer = new CopyBuffer();
            return type.Encode(new JsonSlice(bytes, reader.TokenType), buffer) is { } problem
                ? throw new FormatException($"DEFAULT {sql}: {problem}")
                : new Constant(buffer.Written.ToArray(), sql);
        }

        public override void Encode(CopyBuffer tuple, TimeProvider clock) => tuple.Bytes(field);
    }

    sealed class Now(DateTimeType type) : ColumnDefault
    {
        public override string Sql => "now()";

        public override void Encode(CopyBuffer tuple, TimeProvider clock) => type.Encode(clock.GetUtcNow(), tuple);
    }

    sealed class NewUuid : ColumnDefault
    {
        public override string Sql => "gen_random_uuid()";

        public override void Encode(CopyBuffer tuple, TimeProvider clock)
        {
            tuple.Int32(16);
            Guid.NewGuid().TryWriteBytes(tuple.Append(16), bigEndian: true, out _);
        }
    }
}
