using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Auth;

/// <summary>What a token allows. <see cref="Admin"/> allows everything.</summary>
public enum Scope
{
    Admin,
    Tokens,
    DataSourcesCreate,
    DataSourcesAppend,
    DataSourcesRead,
    DataSourcesDrop,
    PipesRead,
}

/// <summary>Who makes the request, known from its token.</summary>
public abstract class Caller
{
    /// <summary>The name of the token, unique among those that are valid. Never its text.</summary>
    public abstract string Name { get; }

    /// <param name="resource">The data source or pipe; null where the scope has none.</param>
    public abstract bool Allows(Scope scope, string? resource = null);

    /// <exception cref="ApiException">403: the token does not allow it.</exception>
    public void Demand(Scope scope, string? resource = null)
    {
        if (!Allows(scope, resource))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"The token does not allow {scope}{(resource is null ? "" : $" of '{resource}'")}. Use one with that scope, or the admin token.",
                "/docs/http-api#tokens");
        }
    }
}
