using System.Globalization;
using System.Text;

namespace Grainwatch.Pipes.Templates;

/// <summary>Splits an expression into names, numbers, texts and symbols, as Python does.</summary>
static class ExpressionLexer
{
    static readonly string[] Symbols =
        ["**", "//", "==", "!=", "<=", ">=", "<>", "<<", ">>", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "<", ">", "|", "&", "^", "~"];

    public static List<ExpressionToken> Read(string source)
    {
        List<ExpressionToken> tokens = [];
        for (var at = 0; at < source.Length;)
        {
            var c = source[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                tokens.Add(ReadName(source, ref at));
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1])))
            {
                tokens.Add(ReadNumber(source, ref at));
            }
            else if (c is '\'' or '"')
            {
                tokens.Add(new(ExpressionTokenKind.Text, ReadText(source, ref at, raw: false)));
            }
            else
            {
                var symbol = Array.Find(Symbols, s => string.CompareOrdinal(source, at, s, 0, s.Length) == 0)
                    ?? throw new TemplateException($"'{c}' has no meaning in an expression.");
                tokens.Add(new(ExpressionTokenKind.Symbol, symbol));
                at += symbol.Length;
            }
        }

        return tokens;
    }

    static ExpressionToken ReadName(string source, ref int at)
    {
        var start = at;
        while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] == '_'))
        {
            at++;
        }

        var name = source[start..at];
        if (at == source.Length || source[at] is not ('\'' or '"'))
        {
            return new(ExpressionTokenKind.Name, name);
        }

        return name.ToLowerInvariant() switch
        {
            "r" => new(ExpressionTokenKind.Text, ReadText(source, ref at, raw: true)),
            "u" => new(ExpressionTokenKind.Text, ReadText(source, ref at, raw: false)),
            "f" => throw new TemplateException("f-strings are not allowed: join texts with +."),
            _ => throw new TemplateException($"'{name}' cannot stand before a quote."),
        };
    }

    static ExpressionToken ReadNumber(string source, ref int at)
    {
        var start = at;
        while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] is '.' or '_'
            || (source[at] is '+' or '-' && source[at - 1] is 'e' or 'E')))
        {
            at++;
        }

        var text = source[start..at];
        if (text.All(char.IsAsciiDigit))
        {
            return new(ExpressionTokenKind.Integer, text);
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _)
            ? new(ExpressionTokenKind.Float, text)
            : throw new TemplateException($"'{text}' is no number.");
    }

    static string ReadText(string source, ref int at, bool raw)
    {
        var quote = source[at];
        var closing = string.CompareOrdinal(source, at, new string(quote, 3), 0, 3) == 0 ? new string(quote, 3) : quote.ToString();
        at += closing.Length;
        var text = new StringBuilder();
        while (at < source.Length)
        {
            if (string.CompareOrdinal(source, at, closing, 0, closing.Length) == 0)
            {
                at += closing.Length;
                return text.ToString();
            }

            if (source[at] == '\\' && !raw && at + 1 < source.Length)
            {
                text.Append(ReadEscape(source, ref at));
            }
            else
            {
                text.Append(source[at++]);
            }
        }

        throw new TemplateException("a quote is never closed.");
    }

    static string ReadEscape(string source, ref int at)
    {
        var kind = source[at + 1];
        at += 2;
        switch (kind)
        {
            case 'n': return "\n";
            case 't': return "\t";
            case 'r': return "\r";
            case '\\' or '\'' or '"': return kind.ToString();
            case '\n': return "";
            case 'x' or 'u':
                var digits = kind == 'x' ? 2 : 4;
                if (at + digits <= source.Length
                    && ushort.TryParse(source.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                {
                    at += digits;
                    return ((char)unit).ToString();
                }

                throw new TemplateException($"\\{kind} needs {digits} hexadecimal digits.");
            default: return $"\\{kind}";
        }
    }
}
