using System.Globalization;
using System.Text.Json;

namespace Grainwatch.Domain.Probes.Assertions;

/// <summary>Something that must hold of an answer.</summary>
public abstract record Assertion
{
    /// <summary>Whether it looks at the body, which must then be there as a whole.</summary>
    public virtual bool NeedsBody => false;

    /// <returns>What does not hold, for people, or null when it holds.</returns>
    public abstract string? Check(ProbeAnswer answer);

    /// <summary>A part of an answer, short enough for a message.</summary>
    protected static string Quote(string text) => text.Length <= 80 ? $"'{text}'" : $"'{text[..80]}...'";
}

/// <summary>The status is in one of the ranges.</summary>
public sealed record StatusAssertion(StatusRanges Ranges) : Assertion
{
    public override string? Check(ProbeAnswer answer) =>
        Ranges.Contain(answer.Status) ? null : $"The status is {answer.Status}, expected {Ranges}.";
}

/// <summary>The whole answer came within the time.</summary>
public sealed record ResponseTimeAssertion(TimeSpan Max) : Assertion
{
    public override string? Check(ProbeAnswer answer) => answer.ResponseTime <= Max ? null : string.Create(
        CultureInfo.InvariantCulture, $"The answer took {answer.ResponseTime.TotalMilliseconds:0} ms, expected at most {Max.TotalMilliseconds:0} ms.");
}

public sealed record HeaderAssertion(string Name, Condition Condition) : Assertion
{
    public override string? Check(ProbeAnswer answer)
    {
        var value = answer.Headers.GetValueOrDefault(Name);
        return Condition.HoldsFor(value) ? null
            : $"The header {Name} is {(value is null ? "missing" : Quote(value))}, expected it to {Condition}.";
    }
}

public sealed record BodyAssertion(Condition Condition) : Assertion
{
    public override bool NeedsBody => true;

    public override string? Check(ProbeAnswer answer) =>
        Condition.HoldsFor(answer.Text) ? null : $"The body is {Quote(answer.Text)}, expected it to {Condition}.";
}

/// <summary>At least one value that the path points at meets the condition. A condition that denies must hold for every one.</summary>
public sealed record JsonAssertion(JsonPath Path, Condition Condition) : Assertion
{
    public override bool NeedsBody => true;

    public override string? Check(ProbeAnswer answer)
    {
        try
        {
            using var json = answer.ParseJson();
            var values = Path.Select(json.RootElement).Select(AsText).ToList();
            var holds = values.Count == 0 ? Condition.HoldsFor(null)
                : Condition.Denies ? values.TrueForAll(Condition.HoldsFor)
                : values.Exists(Condition.HoldsFor);
            return holds ? null
                : $"{Path} is {(values.Count == 0 ? "missing" : Quote(string.Join(", ", values)))}, expected it to {Condition}.";
        }
        catch (JsonException)
        {
            return $"The body is no JSON, expected {Path} to {Condition}. It is {Quote(answer.Text)}.";
        }
    }

    static string AsText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
