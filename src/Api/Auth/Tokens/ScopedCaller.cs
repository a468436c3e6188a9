using System.Text.Json;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>The bearer of a token with scopes.</summary>
sealed class ScopedCaller(string name, IReadOnlyList<TokenScope> scopes, int? requestsPerSecond = null) : Caller
{
    const string Quarantine = "_quarantine";

    public override string Name => name;

    public override int? RequestsPerSecond => requestsPerSecond;

    // A filter always holds, whatever else the token allows: two scopes for one data source never show more than each of them.
    public override IReadOnlyList<ReadFilter> Filters { get; } = scopes.Any(scope => scope.Type is Scope.Admin)
        ? []
        : [.. scopes.Where(scope => scope.Filter is not null).Select(scope => new ReadFilter(scope.Type, scope.Resource!, scope.Filter!))];

    public override bool Allows(Scope scope, string? resource = null) => Has(Scope.Admin) || scope switch
    {
        Scope.DataSourcesAppend => Has(scope, resource) || Has(Scope.DataSourcesCreate),
        Scope.DataSourcesRead => Has(Scope.WorkspaceReadAll) || Has(scope, resource) || Has(scope, Owner(resource)),
        Scope.PipesRead => Has(Scope.WorkspaceReadAll) || Has(scope, resource),
        _ => Has(scope, resource),
    };

    public override IReadOnlyDictionary<string, JsonElement> FixedParameters(string pipe)
    {
        Dictionary<string, JsonElement> parameters = new(StringComparer.Ordinal);
        foreach (var (name, value) in scopes.Where(scope => scope.Type is Scope.PipesRead && scope.Resource == pipe)
            .SelectMany(scope => scope.FixedParameters ?? new Dictionary<string, JsonElement>()))
        {
            parameters[name] = value;
        }

        return parameters;
    }

    bool Has(Scope type, string? resource = null) =>
        scopes.Any(scope => scope.Type == type && string.Equals(scope.Resource, resource, StringComparison.Ordinal));

    /// <summary>Who may read a data source may read what did not fit into it.</summary>
    static string? Owner(string? dataSource) =>
        dataSource?.EndsWith(Quarantine, StringComparison.Ordinal) == true ? dataSource[..^Quarantine.Length] : dataSource;
}
