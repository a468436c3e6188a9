using System.Globalization;

namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>The methods of texts, lists and dicts.</summary>
static class Methods
{
    public static Value Call(Value target, string name, IReadOnlyList<Value> arguments, Budget budget) => target.Untyped switch
    {
        Value.Text text => OfText(text.Content, name, arguments, budget),
        Value.Dict dict => OfDict(dict, name, arguments, budget),
        Value.List list => OfList(list, name, arguments),
        _ => throw Unknown(target, name),
    };

    static Value OfText(string text, string name, IReadOnlyList<Value> arguments, Budget budget)
    {
        budget.Text(text);
        switch (name)
        {
            case "lower": return Value.Of(text.ToLowerInvariant());
            case "upper": return Value.Of(text.ToUpperInvariant());
            case "title": return Value.Of(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant()));
            case "capitalize": return Value.Of(text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant());
            case "strip": return Value.Of(arguments.Count == 0 ? text.Trim() : text.Trim(Text(0).ToCharArray()));
            case "lstrip": return Value.Of(arguments.Count == 0 ? text.TrimStart() : text.TrimStart(Text(0).ToCharArray()));
            case "rstrip": return Value.Of(arguments.Count == 0 ? text.TrimEnd() : text.TrimEnd(Text(0).ToCharArray()));
            case "startswith": return Value.Bool.Of(text.StartsWith(Text(0), StringComparison.Ordinal));
            case "endswith": return Value.Bool.Of(text.EndsWith(Text(0), StringComparison.Ordinal));
            case "find": return Value.Of(text.IndexOf(Text(0), StringComparison.Ordinal));
            case "count": return Value.Of(text.Split(Needed(0)).Length - 1);
            case "isdigit": return Value.Bool.Of(text.Length > 0 && text.All(char.IsAsciiDigit));
            case "isalpha": return Value.Bool.Of(text.Length > 0 && text.All(char.IsLetter));
            case "isalnum": return Value.Bool.Of(text.Length > 0 && text.All(char.IsLetterOrDigit));
            case "replace":
                Budget.Room(text.Length == 0 ? 0 : text.Split(Needed(0)).Length);
                return Value.Of(budget.Text(text.Replace(Needed(0), Text(1), StringComparison.Ordinal)));
            case "split":
                var parts = arguments.Count == 0
                    ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    : text.Split(Needed(0));
                Budget.Room(parts.Length);
                return budget.List([.. parts.Select(Value.Of)]);
            case "join":
                var items = arguments is [var only] && only.Untyped is Value.List list
                    ? list.Items
                    : throw new TemplateException("join() needs a list.");
                Budget.Room(items.Length);
                var length = items.Sum(i => (long)i.Shown.Length + text.Length);
                if (length > Budget.MaxTextLength)
                {
                    throw new TemplateTooBigException($"a text is too long: at most {Budget.MaxTextLength} characters.");
                }

                return Value.Of(budget.Text(string.Join(text, items.Select(i => i.Shown))));
            case "format":
                throw new TemplateException("format() is not allowed: join texts with +.");
            default:
                throw Unknown(Value.Of(text), name);
        }

        string Text(int place) => place < arguments.Count && arguments[place].Untyped is Value.Text argument
            ? argument.Content
            : throw new TemplateException($"{name}() needs a text as argument {place + 1}.");

        string Needed(int place) => Text(place) is { Length: > 0 } argument ? argument : throw new TemplateException($"{name}() cannot take an empty text.");
    }

    static Value OfDict(Value.Dict dict, string name, IReadOnlyList<Value> arguments, Budget budget) => name switch
    {
        "get" when arguments.Count is 1 or 2 => dict.Find(arguments[0].Shown) ?? (arguments.Count == 2 ? arguments[1] : Value.Null.Instance),
        "keys" => budget.List([.. dict.Entries.Select(e => Value.Of(e.Key))]),
        "values" => budget.List([.. dict.Entries.Select(e => e.Value)]),
        "items" => budget.List([.. dict.Entries.Select(e => (Value)budget.List([Value.Of(e.Key), e.Value]))]),
        _ => throw Unknown(dict, name),
    };

    static Value OfList(Value.List list, string name, IReadOnlyList<Value> arguments)
    {
        switch (name)
        {
            case "count" when arguments.Count == 1:
                return Value.Of(list.Items.Count(i => Value.AreEqual(i, arguments[0])));
            case "index" when arguments.Count == 1:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (Value.AreEqual(list.Items[i], arguments[0]))
                    {
                        return Value.Of(i);
                    }
                }

                throw new TemplateException($"the list has no {arguments[0].Shown}.");
            case "append" or "extend" or "insert" or "pop" or "remove":
                throw new TemplateException($"lists cannot be changed: write {{% set list = list + [item] %}} instead of {name}().");
            default:
                throw Unknown(list, name);
        }
    }

    static TemplateException Unknown(Value target, string name) => new($"a {target.TypeName} has no method {name}() here.");
}
