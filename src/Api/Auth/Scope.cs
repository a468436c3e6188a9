namespace Grainwatch.Api.Auth;

/// <summary>What a token can allow. <see cref="Admin"/> allows everything.</summary>
public enum Scope
{
    Admin,

    /// <summary>To make, change and remove tokens, except those with <see cref="Admin"/>.</summary>
    Tokens,
    DataSourcesCreate,
    DataSourcesAppend,
    DataSourcesRead,
    DataSourcesDrop,
    PipesCreate,
    PipesRead,
    PipesDrop,

    /// <summary>Every data source and every pipe.</summary>
    WorkspaceReadAll,

    /// <summary>Tinybird's own data sources about an organisation, which do not exist here: it allows nothing.</summary>
    OrgDataSourcesRead,
}

public static class ScopeNames
{
    static readonly Dictionary<Scope, string> Names = new()
    {
        [Scope.Admin] = "ADMIN",
        [Scope.Tokens] = "TOKENS",
        [Scope.DataSourcesCreate] = "DATASOURCES:CREATE",
        [Scope.DataSourcesAppend] = "DATASOURCES:APPEND",
        [Scope.DataSourcesRead] = "DATASOURCES:READ",
        [Scope.DataSourcesDrop] = "DATASOURCES:DROP",
        [Scope.PipesCreate] = "PIPES:CREATE",
        [Scope.PipesRead] = "PIPES:READ",
        [Scope.PipesDrop] = "PIPES:DROP",
        [Scope.WorkspaceReadAll] = "WORKSPACE:READ_ALL",
        [Scope.OrgDataSourcesRead] = "ORG_DATASOURCES:READ",
    };

    static readonly Dictionary<string, Scope> Scopes = Names.ToDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => Names.Values;

    /// <summary>As tokens and errors write it.</summary>
    public static string Name(this Scope scope) => Names[scope];

    public static Scope? Find(string name) => Scopes.TryGetValue(name, out var scope) ? scope : null;

    /// <summary>Whether it is given for one data source or pipe, and means nothing without its name.</summary>
    public static bool HasResource(this Scope scope) => scope
        is Scope.DataSourcesAppend or Scope.DataSourcesRead or Scope.DataSourcesDrop or Scope.PipesRead or Scope.PipesDrop;

    public static bool CanHaveFilter(this Scope scope) => scope is Scope.DataSourcesRead or Scope.PipesRead;
}
