using System.Globalization;
using System.Numerics;

namespace Grainwatch.Pipes.Templates;

/// <summary>
/// Reads an expression: the part of Python's that computes, without any way to define, import or reach into objects. What is left out is
/// refused by name.
/// </summary>
sealed class ExpressionParser
{
    const int MaxDepth = 60;

    /// <summary>A chain such as a + b + c is a tree as deep as it is long.</summary>
    const int MaxTokens = 2000;

    static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "lambda", "import", "from", "yield", "await", "async", "class", "def", "global", "nonlocal", "del", "exec", "eval", "raise", "with", "assert",
    };

    static readonly string[] Comparisons = ["==", "!=", "<>", "<", ">", "<=", ">="];

    readonly List<ExpressionToken> tokens;
    int at;
    int depth;

    ExpressionParser(string source)
    {
        tokens = ExpressionLexer.Read(source);
        if (tokens.Count > MaxTokens)
        {
            throw new TemplateException($"an expression of {tokens.Count} words is too long: at most {MaxTokens}.");
        }
    }

    ExpressionToken Current => at < tokens.Count ? tokens[at] : default;

    /// <exception cref="TemplateException">It is no expression, or one that is not allowed.</exception>
    public static Expression Parse(string source)
    {
        var parser = new ExpressionParser(source);
        var expression = parser.ReadTuple();
        return parser.at == parser.tokens.Count ? expression : throw new TemplateException($"did not expect {parser.Current} in '{source.Trim()}'.");
    }

    /// <summary>Reads <c>a, b in expression</c>.</summary>
    public static (IReadOnlyList<string> Targets, Expression Source) ParseLoop(string source) => ParseTargets(source, "in");

    /// <summary>Reads <c>a, b = expression</c>.</summary>
    public static (IReadOnlyList<string> Targets, Expression Source) ParseAssignment(string source) => ParseTargets(source, "=");

    static (IReadOnlyList<string> Targets, Expression Source) ParseTargets(string source, string separator)
    {
        var parser = new ExpressionParser(source);
        List<string> targets = [];
        var bracket = parser.Take("(");
        do
        {
            targets.Add(parser.ReadIdentifier());
        }
        while (parser.Take(","));
        if (bracket)
        {
            parser.Expect(")");
        }

        if (parser.Current.Text != separator)
        {
            throw new TemplateException($"expected '{separator}' in '{source.Trim()}', got {parser.Current}.");
        }

        parser.at++;
        var value = parser.ReadTuple();
        return parser.at == parser.tokens.Count ? (targets, value) : throw new TemplateException($"did not expect {parser.Current} in '{source.Trim()}'.");
    }

    /// <summary>One expression, or several with commas between: a list.</summary>
    Expression ReadTuple()
    {
        var first = Read();
        if (Current.Text != "," || Current.Kind != ExpressionTokenKind.Symbol)
        {
            return first;
        }

        List<Expression> items = [first];
        while (Take(",") && Current.Kind != ExpressionTokenKind.End && !Is(")"))
        {
            items.Add(Read());
        }

        return new Expression.ListOf(items);
    }

    Expression Read()
    {
        if (++depth > MaxDepth)
        {
            throw new TemplateException("the expression is nested too deep.");
        }

        var value = ReadOr();
        if (TakeWord("if"))
        {
            var condition = ReadOr();
            if (!TakeWord("else"))
            {
                throw new TemplateException($"expected 'else' after 'if' in an expression, got {Current}.");
            }

            value = new Expression.Conditional(condition, value, Read());
        }

        depth--;
        return value;
    }

    Expression ReadOr()
    {
        var left = ReadAnd();
        while (TakeWord("or"))
        {
            left = new Expression.Binary("or", left, ReadAnd());
        }

        return left;
    }

    Expression ReadAnd()
    {
        var left = ReadNot();
        while (TakeWord("and"))
        {
            left = new Expression.Binary("and", left, ReadNot());
        }

        return left;
    }

    Expression ReadNot()
    {
        if (!TakeWord("not"))
        {
            return ReadComparison();
        }

        Nest();
        var operand = ReadNot();
        depth--;
        return new Expression.Unary("not", operand);
    }

    Expression ReadComparison()
    {
        var first = ReadSum();
        List<(string, Expression)> rest = [];
        while (ReadComparisonOperator() is { } comparison)
        {
            rest.Add((comparison, ReadSum()));
        }

        return rest.Count == 0 ? first : new Expression.Comparison(first, rest);
    }

    string? ReadComparisonOperator()
    {
        if (Current.Kind == ExpressionTokenKind.Symbol && Comparisons.Contains(Current.Text))
        {
            var symbol = tokens[at++].Text;
            return symbol == "<>" ? "!=" : symbol;
        }

        if (TakeWord("in"))
        {
            return "in";
        }

        if (TakeWord("is"))
        {
            return TakeWord("not") ? "!=" : "==";
        }

        if (Current is { Kind: ExpressionTokenKind.Name, Text: "not" } && at + 1 < tokens.Count && tokens[at + 1].Text == "in")
        {
            at += 2;
            return "not in";
        }

        return null;
    }

    Expression ReadSum()
    {
        var left = ReadProduct();
        while (Is("+") || Is("-"))
        {
            left = new Expression.Binary(tokens[at++].Text, left, ReadProduct());
        }

        return Is("|") || Is("&") || Is("^") || Is("<<") || Is(">>")
            ? throw new TemplateException($"{Current} is not allowed in an expression.")
            : left;
    }

    Expression ReadProduct()
    {
        var left = ReadUnary();
        while (Is("*") || Is("/") || Is("//") || Is("%"))
        {
            left = new Expression.Binary(tokens[at++].Text, left, ReadUnary());
        }

        return Is("**") ? throw new TemplateException("exponentiation is not allowed.") : left;
    }

    Expression ReadUnary()
    {
        if (!Is("-") && !Is("+"))
        {
            return ReadPostfix();
        }

        var sign = tokens[at++].Text;
        Nest();
        var operand = ReadUnary();
        depth--;
        return new Expression.Unary(sign, operand);
    }

    Expression ReadPostfix()
    {
        var value = ReadPrimary();
        while (true)
        {
            if (Take("."))
            {
                var name = ReadIdentifier();
                if (!Take("("))
                {
                    throw new TemplateException($"'.{name}' is not allowed: only methods of texts, lists and dicts can be called.");
                }

                var (arguments, named) = ReadArguments();
                value = named.Count == 0
                    ? new Expression.Method(value, name, arguments)
                    : throw new TemplateException($"'.{name}' takes no named arguments.");
            }
            else if (Take("["))
            {
                value = ReadIndex(value);
            }
            else if (Is("("))
            {
                throw new TemplateException("only functions can be called.");
            }
            else
            {
                return value;
            }
        }
    }

    Expression ReadIndex(Expression target)
    {
        var from = Is(":") ? null : Read();
        if (Take("]"))
        {
            return new Expression.Index(target, from!);
        }

        Expect(":");
        var to = Is(":") || Is("]") ? null : Read();
        var step = Take(":") && !Is("]") ? Read() : null;
        Expect("]");
        return new Expression.Slice(target, from, to, step);
    }

    Expression ReadPrimary()
    {
        var token = Current;
        at++;
        switch (token.Kind)
        {
            case ExpressionTokenKind.Integer:
                return new Expression.Literal(token.Text.Length > 100
                    ? throw new TemplateException("a number has too many digits.")
                    : Value.Of(BigInteger.Parse(token.Text, CultureInfo.InvariantCulture)));
            case ExpressionTokenKind.Float:
                return new Expression.Literal(new Value.Float(double.Parse(token.Text, CultureInfo.InvariantCulture)));
            case ExpressionTokenKind.Text:
                var text = token.Text;
                while (Current.Kind == ExpressionTokenKind.Text)
                {
                    text += tokens[at++].Text;
                }

                return new Expression.Literal(Value.Of(text));
            case ExpressionTokenKind.Name:
                return ReadName(token.Text);
            case ExpressionTokenKind.Symbol when token.Text == "(":
                return ReadBracket();
            case ExpressionTokenKind.Symbol when token.Text == "[":
                return new Expression.ListOf(ReadItems("]", Read));
            case ExpressionTokenKind.Symbol when token.Text == "{":
                return new Expression.DictOf(ReadItems("}", () =>
                {
                    var key = Read();
                    Expect(":");
                    return (key, Read());
                }));
            default:
                throw new TemplateException($"expected a value, got {token}.");
        }
    }

    Expression ReadBracket()
    {
        if (Take(")"))
        {
            return new Expression.ListOf([]);
        }

        Nest();
        var inner = ReadTuple();
        depth--;
        Expect(")");
        return inner;
    }

    Expression ReadName(string name)
    {
        switch (name)
        {
            case "True" or "true": return new Expression.Literal(Value.Bool.True);
            case "False" or "false": return new Expression.Literal(Value.Bool.False);
            case "None" or "null": return new Expression.Literal(Value.Null.Instance);
            case "and" or "or" or "not" or "in" or "is" or "if" or "else" or "for": throw new TemplateException($"expected a value, got '{name}'.");
        }

        CheckAllowed(name);
        if (!Take("("))
        {
            return new Expression.Name(name);
        }

        var (arguments, named) = ReadArguments();
        return new Expression.Call(name, arguments, named);
    }

    (IReadOnlyList<Expression> Arguments, IReadOnlyList<(string, Expression)> Named) ReadArguments()
    {
        List<Expression> arguments = [];
        List<(string, Expression)> named = [];
        ReadItems(")", () =>
        {
            if (Is("*") || Is("**"))
            {
                throw new TemplateException("arguments cannot be unpacked with '*'.");
            }

            if (Current.Kind == ExpressionTokenKind.Name && at + 1 < tokens.Count && tokens[at + 1] is { Kind: ExpressionTokenKind.Symbol, Text: "=" })
            {
                var name = tokens[at].Text;
                at += 2;
                named.Add((name, Read()));
            }
            else if (named.Count > 0)
            {
                throw new TemplateException("an argument without a name follows one with a name.");
            }
            else
            {
                arguments.Add(Read());
            }

            return 0;
        });
        return (arguments, named);
    }

    List<T> ReadItems<T>(string closing, Func<T> read)
    {
        List<T> items = [];
        while (!Take(closing))
        {
            items.Add(read());
            if (TakeWord("for"))
            {
                throw new TemplateException("comprehensions are not allowed: use {% for %}.");
            }

            if (!Take(","))
            {
                Expect(closing);
                break;
            }
        }

        return items;
    }

    string ReadIdentifier()
    {
        if (Current.Kind != ExpressionTokenKind.Name)
        {
            throw new TemplateException($"expected a name, got {Current}.");
        }

        CheckAllowed(Current.Text);
        return tokens[at++].Text;
    }

    static void CheckAllowed(string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal) || Refused.Contains(name))
        {
            throw new TemplateException($"'{name}' is not allowed in a template.");
        }
    }

    void Nest()
    {
        if (++depth > MaxDepth)
        {
            throw new TemplateException("the expression is nested too deep.");
        }
    }

    bool Is(string symbol) => Current.Kind == ExpressionTokenKind.Symbol && Current.Text == symbol;

    bool Take(string symbol)
    {
        var found = Is(symbol);
        at += found ? 1 : 0;
        return found;
    }

    bool TakeWord(string word)
    {
        var found = Current.Kind == ExpressionTokenKind.Name && Current.Text == word;
        at += found ? 1 : 0;
        return found;
    }

    void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw new TemplateException($"expected '{symbol}', got {Current}.");
        }
    }
}
