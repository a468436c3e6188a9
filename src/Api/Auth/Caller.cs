using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Auth;

/// <summary>Who makes the request, known from its token.</summary>
public abstract class Caller
{
    /// <summary>The name of the token, unique among those that are valid. Never its text.</summary>
    public abstract string Name { get; }

    /// <summary>What the token shows of data sources and pipes it may read; those not named it shows whole.</summary>
    public virtual IReadOnlyList<ReadFilter> Filters => [];

    /// <summary>Requests a second that the token itself is limited to; null for no limit.</summary>
    public virtual int? RequestsPerSecond => null;

    /// <param name="resource">The data source or pipe; null where the scope has none.</param>
    public abstract bool Allows(Scope scope, string? resource = null);

    /// <summary>Parameters that the token fixes for a pipe, as JSON: the request cannot change them.</summary>
    public virtual IReadOnlyDictionary<string, System.Text.Json.JsonElement> FixedParameters(string pipe) =>
        new Dictionary<string, System.Text.Json.JsonElement>();

    /// <exception cref="ApiException">403: the token does not allow it.</exception>
    public void Demand(Scope scope, string? resource = null)
    {
        if (!Allows(scope, resource))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"The token does not allow {scope.Name()}{(resource is null ? "" : $" of '{resource}'")}. Use one with that scope, or the admin token.",
                "/docs/http-api#tokens");
        }
    }

    /// <summary>Whether it may be read, and no row filter holds for it.</summary>
    public bool ShowsWhole(string dataSource) => Allows(Scope.DataSourcesRead, dataSource) && !IsFiltered(dataSource);

    /// <summary>To read a data source in a way that no row filter can be applied to.</summary>
    /// <exception cref="ApiException">403: the token does not allow it, or only some of the rows.</exception>
    public void DemandWhole(string dataSource)
    {
        Demand(Scope.DataSourcesRead, dataSource);
        DemandNoFilter(dataSource);
    }

    /// <exception cref="ApiException">403: the token shows only some of the rows.</exception>
    public void DemandNoFilter(string dataSource)
    {
        if (IsFiltered(dataSource))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"The token shows only some rows of '{dataSource}', and this is about all of them. Ask a pipe instead, or use another token.",
                "/docs/http-api#tokens");
        }
    }

    bool IsFiltered(string dataSource) => Filters.Any(filter => filter.Scope is Scope.DataSourcesRead && filter.Resource == dataSource);
}

/// <summary>Which rows of a data source, or of a pipe's result, a token shows.</summary>
/// <param name="Scope"><see cref="Scope.DataSourcesRead"/> or <see cref="Scope.PipesRead"/>.</param>
/// <param name="Text">As it was given; it becomes SQL only through its parser.</param>
public sealed record ReadFilter(Scope Scope, string Resource, string Text);
