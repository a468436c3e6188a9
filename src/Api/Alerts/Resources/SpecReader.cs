using System.Globalization;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Matching;

namespace Grainwatch.Api.Alerts.Resources;

/// <summary>Takes the fields of a map one by one. A field that nobody took is an error: a typing mistake must not silently mean the default.</summary>
sealed class SpecReader(SpecNode.Map map)
{
    readonly HashSet<string> known = [];

    public SpecException Error(string field, string problem) =>
        map.Fields.TryGetValue(field, out var node) ? node.Error(problem) : new SpecException(map.Place, PathOf(field), problem);

    public SpecException Error(string problem) => map.Error(problem);

    /// <summary>The field, or null where it is absent or null.</summary>
    public SpecNode? Node(string field)
    {
        known.Add(field);
        return map.Fields.GetValueOrDefault(field) is { } node and not SpecNode.Text { Value: null } ? node : null;
    }

    /// <summary>Whether the field is there, be it empty.</summary>
    public bool Has(string field)
    {
        known.Add(field);
        return map.Fields.ContainsKey(field);
    }

    public SpecReader? Map(string field) => Node(field)?.Read();

    public string? Text(string field) => Node(field) switch
    {
        null => null,
        SpecNode.Text text => text.Value,
        var other => throw other.Error("Expected one text here."),
    };

    /// <param name="example">Shown when it is missing.</param>
    public string RequiredText(string field, string example) =>
        Text(field) is { Length: > 0 } text ? text : throw Error(field, $"It is missing. Write for example '{field}: {example}'.");

    /// <summary>One text, or a list of them.</summary>
    public IReadOnlyList<string>? Texts(string field) => Node(field) switch
    {
        null => null,
        SpecNode.Text { Value: { } value } => [value],
        SpecNode.List list => [.. list.Items.Select(item => (item as SpecNode.Text)?.Value ?? throw item.Error("Expected a text here."))],
        var other => throw other.Error("Expected a text or a list of texts here."),
    };

    public IReadOnlyList<SpecNode> List(string field) => Node(field) switch
    {
        null => [],
        SpecNode.List list => list.Items,
        var other => throw other.Error("Expected a list here: lines that begin with '-'."),
    };

    public bool Flag(string field, bool otherwise) => Text(field) switch
    {
        null => otherwise,
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        var text => throw Error(field, $"'{text}' is neither true nor false."),
    };

    public double? Number(string field, double min, double max)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Error(field, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {min} to {max}."));
    }

    public int? Count(string field, int min, int max) => Number(field, min, max) switch
    {
        null => null,
        var number when number == Math.Floor(number.Value) => (int)number,
        var number => throw Error(field, $"'{number}' is no whole number."),
    };

    public TimeSpan? Duration(string field, TimeSpan min, TimeSpan max)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        var duration = SpecDuration.TryParse(text)
            ?? throw Error(field, $"'{text}' is no duration. Write a number with s, m, h, d or w, such as 30s or 1h30m.");
        return duration >= min && duration <= max
            ? duration
            : throw Error(field, $"{text} is out of range: from {SpecDuration.Format(min)} to {SpecDuration.Format(max)} is allowed.");
    }

    public DateTimeOffset? Time(string field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Error(field, $"'{text}' is no time. Write it as 2026-03-02T15:04:05Z.");
    }

    public MatcherSet? Matchers(string field)
    {
        try
        {
            return Texts(field) is { } texts ? MatcherSet.Parse(texts) : null;
        }
        catch (FormatException unfit)
        {
            throw Error(field, unfit.Message);
        }
    }

    public IReadOnlyList<string>? LabelNames(string field)
    {
        var names = Texts(field);
        return names?.FirstOrDefault(name => !Labels.IsName(name)) is { } wrong ? throw Error(field, $"'{wrong}' is no label name.") : names;
    }

    public Uri? Address(string field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw Error(field, "It is no address that begins with http:// or https:// and holds no password.");
    }

    /// <summary>To be called last.</summary>
    /// <exception cref="SpecException">There is a field that nobody took.</exception>
    public void Done()
    {
        if (map.Fields.FirstOrDefault(field => !known.Contains(field.Key)) is { Value: { } unknown })
        {
            throw unknown.Error($"There is no such field. Known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
    }

    string PathOf(string field) => map.Path.Length == 0 ? field : $"{map.Path}.{field}";
}
