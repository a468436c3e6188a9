using System.Text;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Sql;

/// <summary>
/// What a query may say. A query reads relations by their bare names only, so that a CTE of the same name in front of it stands for the
/// relation wherever it is mentioned: that is how row filters hold. So no name may be qualified with a schema, and no function may be
/// called that runs SQL out of a text, changes settings or reaches outside. The role and the read-only transaction are the second wall.
/// </summary>
static class SqlGuard
{
    /// <summary>Longer names are cut by Postgres, and would mean another than the one that is looked at here. In bytes.</summary>
    const int LongestName = 63;

    static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "set_config", "current_setting", "ts_stat", "ts_rewrite", "nextval", "setval", "currval", "lastval", "query_to_xml", "dblink", "format_type",
    };

    static readonly string[] FunctionPrefixes = ["lo_", "dblink_", "pg_", "binary_upgrade_", "to_reg", "inet_server_", "inet_client_"];

    static readonly string[] FunctionSuffixes = ["_to_xml", "_to_xmlschema", "_to_xml_and_xmlschema", "_privilege", "_description"];

    /// <summary>Types whose values are looked up in the catalogues: <c>16400::regclass</c> is the name of a table, whoever may read it.</summary>
    static readonly HashSet<string> CatalogueTypes = new(StringComparer.Ordinal)
    {
        "regclass", "regcollation", "regconfig", "regdatabase", "regdictionary", "regnamespace", "regoper", "regoperator", "regproc", "regprocedure", "regrole", "regtype",
    };

    static readonly HashSet<string> Beginnings = new(StringComparer.Ordinal) { "select", "with", "values", "table", "(" };

    /// <param name="schemas">Every schema of the database.</param>
    /// <exception cref="SqlException">The SQL is refused.</exception>
    public static CheckedSql Check(RenderedSql rendered, IReadOnlySet<string> schemas)
    {
        var tokens = SqlLexer.Read(rendered.Sql).ToList();
        while (tokens is [.., var last] && last.Is(";"))
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        if (tokens.Count == 0)
        {
            throw new SqlException("the SQL is empty");
        }

        if (!Beginnings.Contains(tokens[0].Name))
        {
            throw new SqlException($"only SELECT is allowed, got '{tokens[0].Name.ToUpperInvariant()}'");
        }

        CheckBrackets(tokens);
        for (var i = 0; i < tokens.Count; i++)
        {
            CheckNames(tokens, i, schemas);
        }

        return new CheckedSql(rendered.Sql, tokens, Match(tokens, rendered.Placeholders));
    }

    /// <summary>Of a text that was checked before, with other values.</summary>
    /// <exception cref="SqlException">A value is where none can be.</exception>
    public static CheckedSql Bind(CheckedSql same, IReadOnlyList<Placeholder> placeholders) =>
        same with { Values = Match(same.Tokens, placeholders) };

    /// <summary>So that a query in brackets stays in them.</summary>
    static void CheckBrackets(List<SqlToken> tokens)
    {
        var depth = 0;
        foreach (var token in tokens.Where(t => t.Kind == SqlTokenKind.Symbol))
        {
            depth += token.Name switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth < 0)
            {
                throw new SqlException("')' closes a bracket that was never opened");
            }

            if (token.Name == ";")
            {
                throw new SqlException("only one statement is allowed, without ';' in it");
            }
        }

        if (depth > 0)
        {
            throw new SqlException("a bracket is never closed: expected ')'");
        }
    }

    static void CheckNames(List<SqlToken> tokens, int i, IReadOnlySet<string> schemas)
    {
        var token = tokens[i];
        if (!token.IsName)
        {
            return;
        }

        if (Encoding.UTF8.GetByteCount(token.Name) > LongestName)
        {
            throw new SqlException($"the name '{token.Name}' is longer than the {LongestName} bytes that a name can have");
        }

        if (CatalogueTypes.Contains(token.Name))
        {
            throw new SqlException($"the type {token.Name} is not allowed: its values are names out of the catalogues");
        }

        var next = i + 1 < tokens.Count ? tokens[i + 1] : default;
        if (token.Name.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new SqlException($"'{token.Name}' is not allowed: names that begin with 'pg_' belong to Postgres");
        }

        if (next.Is("."))
        {
            if (schemas.Contains(token.Name))
            {
                throw new SqlException($"'{token.Name}.' is not allowed: write the name of the data source alone");
            }
        }
        else if (next.Is("("))
        {
            CheckFunction(token.Name, isQualified: i > 0 && tokens[i - 1].Is("."));
        }
    }

    static void CheckFunction(string name, bool isQualified)
    {
        if (isQualified)
        {
            throw new SqlException($"'.{name}(' is not allowed: call functions by their name alone");
        }

        if (Functions.Contains(name)
            || FunctionPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal))
            || FunctionSuffixes.Any(s => name.EndsWith(s, StringComparison.Ordinal)))
        {
            throw new SqlException($"the function {name}() is not allowed");
        }
    }

    /// <summary>Which parameter token stands for which value. A value in a comment is dropped with it; one in quotes is a mistake.</summary>
    static Dictionary<int, BoundValue> Match(IReadOnlyList<SqlToken> tokens, IReadOnlyList<Placeholder> placeholders)
    {
        var values = placeholders.ToDictionary(p => p.Offset, p => p);
        Dictionary<int, BoundValue> matched = [];
        foreach (var token in tokens)
        {
            switch (token.Kind)
            {
                case SqlTokenKind.Parameter when token.Length == 1 && values.TryGetValue(token.Start, out var placeholder):
                    matched.Add(token.Start, placeholder.Value);
                    break;
                case SqlTokenKind.Parameter:
                    throw new SqlException($"'{token.Name}' is not allowed: values come from the template, as {{{{String(name)}}}}");
                case SqlTokenKind.Text or SqlTokenKind.Quoted when placeholders.FirstOrDefault(p => p.Offset > token.Start && p.Offset < token.End) is { Value: not null } inside:
                    throw new TemplateException("a value cannot stand inside of quotes: write '%' || {{String(name)}} || '%'.") { Line = inside.Line };
            }
        }

        return matched;
    }
}
