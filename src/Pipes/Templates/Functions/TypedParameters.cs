using System.Text.Json;

namespace Grainwatch.Pipes.Templates.Functions;

/// <summary><c>Type(name, default)</c>: a parameter that is checked and bound with its type.</summary>
static class TypedParameters
{
    static readonly int[] Widths = [8, 16, 32, 64, 128, 256];

    /// <summary>What makes a value of each type from what the request or the default says; the text is the parameter's name.</summary>
    static readonly Dictionary<string, Func<Value, string, Value>> Scalars = BuildScalars();

    public static bool IsType(string name) => Scalars.ContainsKey(name) || name is "Array" or "JSON" or "Column" or "Symbol" or "column" or "symbol";

    public static void AddTo(Dictionary<string, Func<FunctionCall, Value>> functions)
    {
        foreach (var (name, make) in Scalars)
        {
            functions.Add(name, call => Find(call) is { } value ? make(Single(value), call.Subject(0)) : Value.Null.Instance);
        }

        functions.Add("Array", Array);
        functions.Add("JSON", Json);
    }

    /// <returns>Null where the call says <c>defined=False</c> and there is no value.</returns>
    internal static Value? Find(FunctionCall call, int defaultPlace = 1)
    {
        var value = call.Get(0, "name");
        if (!value.IsMissing)
        {
            return value;
        }

        if (call.Find(defaultPlace, "default") is { IsMissing: false } fallback)
        {
            return fallback;
        }

        return call.Find(int.MaxValue, "defined") is { IsTrue: false } ? null
            : throw new MissingParameterException(value is Value.Absent absent ? absent.Name : call.Subject(0));
    }

    /// <summary>Of a parameter that came several times, the last.</summary>
    static Value Single(Value value) => value.Untyped is Value.List { Items: [.., var last] } ? last.Untyped : value.Untyped;

    static Value Array(FunctionCall call)
    {
        call.AtMost(3);
        var type = call.Word(1) is { } word && IsType(word) ? word : call.Find(1, "type")?.Untyped switch
        {
            null or Value.Null or Value.Absent => "String",
            Value.Text text => text.Content,
            var other => throw new TemplateException($"Array() needs the type of its items as text, got {other.TypeName}."),
        };
        if (!Scalars.TryGetValue(type, out var make))
        {
            throw new TemplateException($"Array() does not know the type '{type}'.");
        }

        if (Find(call, defaultPlace: 2)?.Untyped is not { } value)
        {
            return Value.Null.Instance;
        }

        var subject = call.Subject(0);
        var items = Items(value, call.Budget).Select(i => make(i.Untyped, subject)).ToArray();
        var list = call.Budget.List(items);
        return items.Length == 0 ? list : new Value.Typed(list, Output.BindArray([.. items.Select(Output.Bind)]));
    }

    static IReadOnlyCollection<Value> Items(Value value, Budget budget)
    {
        switch (value)
        {
            case Value.List list:
                return list.Items;
            case Value.Text { Content: "" }:
                return [];
            case Value.Text text:
                var items = text.Content.Split(',', StringSplitOptions.TrimEntries);
                Budget.Room(items.Length);
                budget.Text(text.Content);
                return [.. items.Select(Value.Of)];
            default:
                return [value];
        }
    }

    static Value Json(FunctionCall call)
    {
        if (Find(call) is not { } value)
        {
            return Value.Null.Instance;
        }

        if (value.Untyped is not Value.Text text)
        {
            return value;
        }

        try
        {
            using var document = JsonDocument.Parse(call.Budget.Text(text.Content));
            return JsonValues.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new TemplateException($"the value of {call.Subject(0)} is no JSON: {e.Message}");
        }
    }

    static Dictionary<string, Func<Value, string, Value>> BuildScalars()
    {
        Dictionary<string, Func<Value, string, Value>> scalars = new(StringComparer.Ordinal)
        {
            ["String"] = TypedValues.String,
            ["UUID"] = TypedValues.Uuid,
            ["Boolean"] = TypedValues.Boolean,
            ["Bool"] = TypedValues.Boolean,
            ["bool"] = TypedValues.Boolean,
            ["Date"] = TypedValues.Date,
            ["DateTime"] = TypedValues.DateTime,
            ["DateTime64"] = TypedValues.DateTime,
            ["Float32"] = TypedValues.Float32,
            ["Float64"] = TypedValues.Float64,
        };
        foreach (var width in Widths)
        {
            scalars.Add($"Int{width}", TypedValues.Integer($"Int{width}", width, signed: true));
            scalars.Add($"UInt{width}", TypedValues.Integer($"UInt{width}", width, signed: false));
        }

        scalars.Add("Int", TypedValues.Integer("Int", 64, signed: true));
        scalars.Add("Integer", TypedValues.Integer("Integer", 64, signed: true));
        return scalars;
    }
}
