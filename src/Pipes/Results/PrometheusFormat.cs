using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grainwatch.Pipes.Results;

/// <summary>
/// Prometheus' text format. The result has the columns <c>name</c> and <c>value</c>, and may have <c>help</c>, <c>type</c>,
/// <c>timestamp</c> and <c>labels</c> (a JSON object). All rows of a metric stand together, so they are kept until the end.
/// </summary>
sealed partial class PrometheusFormat : ResultFormat
{
    const int MaxRows = 100_000;

    static readonly string[] Types = ["", "counter", "gauge", "histogram", "summary", "untyped"];

    readonly List<Sample> samples = [];
    Dictionary<string, int> places = [];

    public override string ContentType => "text/plain; version=0.0.4; charset=UTF-8";

    public override void Begin(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output)
    {
        places = columns.Select((c, i) => (c.Name, i)).GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.First().i, StringComparer.Ordinal);
        if (!places.ContainsKey("name") || !places.ContainsKey("value"))
        {
            throw new ResultShapeException("The format prometheus needs the columns name and value. Name them so in the SELECT, or ask for another format.");
        }
    }

    public override void Row(IReadOnlyList<string?> values, IBufferWriter<byte> output)
    {
        if (samples.Count == MaxRows)
        {
            throw new ResultShapeException($"The format prometheus takes at most {MaxRows} rows. Lower the LIMIT.");
        }

        var name = Find(values, "name");
        if (name is null || !Name().IsMatch(name))
        {
            throw new ResultShapeException($"'{name}' is no name of a metric: only letters, digits, '_' and ':'.");
        }

        var value = Find(values, "value");
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            throw new ResultShapeException($"The value of {name} is '{value}', which is no number.");
        }

        var type = Find(values, "type")?.ToLowerInvariant() ?? "";
        if (!Types.Contains(type))
        {
            throw new ResultShapeException($"'{type}' is no type of a metric: expected counter, gauge, histogram, summary or untyped.");
        }

        samples.Add(new Sample(name, Find(values, "help"), type, Labels(Find(values, "labels")), Number(value), Timestamp(Find(values, "timestamp"))));
    }

    public override void End(ResultSummary summary, IBufferWriter<byte> output)
    {
        var text = new StringBuilder();
        foreach (var metric in samples.GroupBy(s => s.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (metric.Select(s => s.Help).FirstOrDefault(h => !string.IsNullOrEmpty(h)) is { } help)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {metric.Key} {help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n");
            }

            if (metric.Select(s => s.Type).FirstOrDefault(t => t.Length > 0) is { } type)
            {
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {metric.Key} {type}\n");
            }

            foreach (var sample in metric)
            {
                sample.Write(text);
            }
        }

        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    string? Find(IReadOnlyList<string?> values, string column) => places.TryGetValue(column, out var place) ? values[place] : null;

    static List<(string Name, string Value)> Labels(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateObject().Select(p => (Checked(p.Name), p.Value.ToString()))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ResultShapeException($"The labels '{json}' are no JSON object. Write jsonb_build_object('service', service) as labels.");
        }
    }

    static string Checked(string label) => Label().IsMatch(label)
        ? label
        : throw new ResultShapeException($"'{label}' is no name of a label: only letters, digits and '_'.");

    static string Number(string value) => value switch { "Infinity" => "+Inf", "-Infinity" => "-Inf", _ => value };

    static string? Timestamp(string? value) =>
        value is null || value.Length == 0 ? null
        : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? value
        : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
            : throw new ResultShapeException($"'{value}' is no timestamp: expected milliseconds since 1970, or a time.");

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex Label();

    sealed record Sample(string Name, string? Help, string Type, List<(string Name, string Value)> Labels, string Value, string? Timestamp)
    {
        public void Write(StringBuilder text)
        {
            // Of a histogram or summary, the count and the sum are metrics of their own, told by an empty label.
            var part = Labels.FirstOrDefault(l => l.Value.Length == 0 && l.Name is "count" or "sum").Name;
            text.Append(Name);
            if (part is not null)
            {
                text.Append('_').Append(part);
            }

            var shown = Labels.Where(l => l.Name != part)
                .Select(l => $"{l.Name}=\"{l.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
            var labels = string.Join(',', shown);
            if (labels.Length > 0)
            {
                text.Append('{').Append(labels).Append('}');
            }

            text.Append(' ').Append(Value);
            if (Timestamp is not null)
            {
                text.Append(' ').Append(Timestamp);
            }

            text.Append('\n');
        }
    }
}
