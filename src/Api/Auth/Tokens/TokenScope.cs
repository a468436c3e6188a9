using System.Text.Json;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>One scope of a token.</summary>
/// <param name="Resource">The data source or pipe; null where the scope has none.</param>
/// <param name="Filter">Which rows; null for all.</param>
/// <param name="FixedParameters">Of a pipe, in JWTs only.</param>
public sealed record TokenScope(
    Scope Type, string? Resource = null, string? Filter = null, IReadOnlyDictionary<string, JsonElement>? FixedParameters = null)
{
    /// <summary>Reads <c>SCOPE:TYPE[:resource][:filter]</c>. A filter may have colons of its own.</summary>
    /// <exception cref="FormatException">There is no such scope, or it lacks its resource; the message says what there is.</exception>
    public static TokenScope Parse(string text)
    {
        var parts = text.Trim().Split(':', 4);
        var single = ScopeNames.Find(parts[0].ToUpperInvariant()) is not null;
        var name = single || parts.Length == 1 ? parts[0] : $"{parts[0]}:{parts[1]}";
        var rest = parts.AsSpan(single || parts.Length == 1 ? 1 : 2);
        return Create(name, rest.Length > 0 ? rest[0] : null, rest.Length > 1 ? string.Join(':', rest[1..].ToArray()) : null);
    }

    /// <param name="type">Such as <c>PIPES:READ</c>.</param>
    /// <exception cref="FormatException">There is no such scope, or it lacks its resource, or cannot have a filter.</exception>
    public static TokenScope Create(
        string type, string? resource, string? filter, IReadOnlyDictionary<string, JsonElement>? fixedParameters = null)
    {
        var scope = ScopeNames.Find(type.Trim().ToUpperInvariant())
            ?? throw new FormatException($"There is no scope '{type}'. There are {string.Join(", ", ScopeNames.All)}.");
        (resource, filter) = (Given(resource), Given(filter));
        if (scope.HasResource() && resource is null)
        {
            throw new FormatException($"The scope {scope.Name()} needs a name: {scope.Name()}:NAME.");
        }

        if (!scope.HasResource() && resource is not null)
        {
            throw new FormatException($"The scope {scope.Name()} has no name behind it, and '{resource}' was given.");
        }

        if (filter is not null && !scope.CanHaveFilter())
        {
            throw new FormatException($"The scope {scope.Name()} cannot have a filter: only DATASOURCES:READ and PIPES:READ can.");
        }

        return new TokenScope(scope, resource, filter, fixedParameters is { Count: > 0 } ? fixedParameters : null);
    }

    /// <summary>What <see cref="Parse"/> reads back.</summary>
    public override string ToString() =>
        Type.Name() + (Resource is null ? "" : $":{Resource}") + (Filter is null ? "" : $":{Filter}");

    static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
