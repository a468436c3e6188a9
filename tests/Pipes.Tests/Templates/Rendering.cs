using System.Globalization;
using System.Text.Json;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Pipes.Tests.Templates;

/// <summary>Renders templates, and shows their values in place: <c>limit &lt;Integer 5&gt;</c>.</summary>
static class Rendering
{
    public static string Render(string template, params (string Name, string Value)[] parameters) => Render(template, Values(parameters));

    public static string Render(string template, ParameterValues parameters)
    {
        var rendered = Template.Parse(template).Render(Context(parameters));
        var sql = rendered.Sql;
        foreach (var placeholder in rendered.Placeholders.Reverse())
        {
            sql = $"{sql[..placeholder.Offset]}<{Show(placeholder.Value)}>{sql[(placeholder.Offset + 1)..]}";
        }

        return sql;
    }

    /// <returns>Without the prefix that all have.</returns>
    public static string Error(string template, params (string Name, string Value)[] parameters)
    {
        var error = Assert.ThrowsAny<TemplateException>(() => Render(template, parameters));
        Assert.StartsWith("Template Syntax Error: ", error.Message);
        return error.Problem;
    }

    public static ParameterValues Values(params (string Name, string Value)[] parameters)
    {
        var values = new ParameterValues();
        foreach (var (name, value) in parameters)
        {
            values.Add(name, value);
        }

        return values;
    }

    public static ParameterValues Json(string name, string json)
    {
        var values = new ParameterValues();
        values.Set(name, JsonDocument.Parse(json).RootElement);
        return values;
    }

    public static RenderContext Context(ParameterValues parameters) =>
        new(parameters, name => name is "events" or "node_1", name => name == "key" ? "secret" : null);

    static string Show(BoundValue value) => value.Content switch
    {
        Array items => $"{value.Type & ~NpgsqlTypes.NpgsqlDbType.Array}[] {string.Join(',', items.Cast<object>().Select(Text))}",
        var content => $"{value.Type} {Text(content)}",
    };

    static string Text(object content) => content is DateTime time
        ? time.ToString("yyyy-MM-dd HH:mm:ss.FFF", CultureInfo.InvariantCulture)
        : Convert.ToString(content, CultureInfo.InvariantCulture)!;
}
