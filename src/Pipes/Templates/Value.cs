using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Grainwatch.Pipes.Templates;

/// <summary>What expressions of a template compute with.</summary>
abstract record Value
{
    /// <summary>A name that has no value: a parameter that the request does not bring.</summary>
    public sealed record Absent(string Name) : Value;

    public sealed record Null : Value
    {
        public static Null Instance { get; } = new();
    }

    public sealed record Text(string Content) : Value;

    public sealed record Integer(BigInteger Number) : Value;

    public sealed record Float(double Number) : Value;

    public sealed record Bool(bool Truth) : Value
    {
        public static Bool Of(bool truth) => truth ? True : False;

        public static Bool True { get; } = new(true);

        public static Bool False { get; } = new(false);
    }

    public sealed record List(ImmutableArray<Value> Items) : Value;

    public sealed record Dict(ImmutableArray<KeyValuePair<string, Value>> Entries) : Value
    {
        public Value? Find(string key) => Entries.Select(e => (KeyValuePair<string, Value>?)e).FirstOrDefault(e => e!.Value.Key == key)?.Value;
    }

    /// <summary>A value with the type that SQL sees it by; in expressions it is like <paramref name="Plain"/>.</summary>
    public sealed record Typed(Value Plain, BoundValue Bound) : Value;

    /// <summary>Checked SQL: quoted identifiers, operators, bound values.</summary>
    public sealed record Sql(ImmutableArray<SqlPiece> Pieces) : Value
    {
        public static Sql Verbatim(string text) => new([new SqlPiece(text, null)]);
    }

    public static Value Of(string text) => new Text(text);

    public static Value Of(BigInteger number) => new Integer(number);

    /// <summary>Without the type that SQL sees.</summary>
    public Value Untyped => this is Typed typed ? typed.Plain : this;

    public bool IsMissing => this is Absent or Null;

    public bool IsTrue => Untyped switch
    {
        Absent or Null => false,
        Text text => text.Content.Length > 0,
        Integer integer => !integer.Number.IsZero,
        Float number => number.Number != 0,
        Bool boolean => boolean.Truth,
        List list => list.Items.Length > 0,
        Dict dict => dict.Entries.Length > 0,
        _ => true,
    };

    public string TypeName => Untyped switch
    {
        Absent => "undefined",
        Null => "None",
        Text => "text",
        Integer => "integer",
        Float => "float",
        Bool => "boolean",
        List => "list",
        Dict => "dict",
        _ => "SQL",
    };

    public static bool AreEqual(Value left, Value right) => (left.Untyped, right.Untyped) switch
    {
        (Null, Null) => true,
        (Text a, Text b) => a.Content == b.Content,
        (Bool a, Bool b) => a.Truth == b.Truth,
        (Integer a, Integer b) => a.Number == b.Number,
        (Integer or Float or Bool, Integer or Float or Bool) => left.ToDouble() == right.ToDouble(),
        (List a, List b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(p => AreEqual(p.First, p.Second)),
        (Dict a, Dict b) => a.Entries.Length == b.Entries.Length && a.Entries.All(e => b.Find(e.Key) is { } other && AreEqual(e.Value, other)),
        _ => false,
    };

    /// <summary>Of an integer, float or boolean.</summary>
    public double ToDouble() => Untyped switch
    {
        Integer integer => (double)integer.Number,
        Float number => number.Number,
        Bool boolean => boolean.Truth ? 1 : 0,
        _ => double.NaN,
    };

    /// <summary>As <c>str()</c> shows it.</summary>
    public string Shown => Untyped switch
    {
        Text text => text.Content,
        Integer integer => integer.Number.ToString(CultureInfo.InvariantCulture),
        Float number => number.Number.ToString(CultureInfo.InvariantCulture),
        Bool boolean => boolean.Truth ? "True" : "False",
        List list => $"[{string.Join(", ", list.Items.Select(i => i is Text t ? $"'{t.Content}'" : i.Shown))}]",
        Dict dict => $"{{{string.Join(", ", dict.Entries.Select(e => $"'{e.Key}': {e.Value.Shown}"))}}}",
        Sql sql => string.Concat(sql.Pieces.Select(p => p.Text)),
        _ => "None",
    };
}
