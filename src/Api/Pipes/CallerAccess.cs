using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Filters;
using Grainwatch.Pipes.Sql;

namespace Grainwatch.Api.Pipes;

/// <summary>What a token lets a query see.</summary>
static class CallerAccess
{
    /// <param name="pipe">Whose result is asked for; null when it is SQL of the caller's own.</param>
    /// <exception cref="ApiException">403: a filter of the token fits its data source no longer. Then nothing is shown.</exception>
    public static QueryAccess Of(Caller caller, CatalogueSnapshot catalogue, string? pipe)
    {
        if (caller.Allows(Scope.Admin))
        {
            return QueryAccess.All;
        }

        try
        {
            return new QueryAccess
            {
                Filters = [.. Sources(caller, catalogue)],
                ResultFilter = Result(caller, pipe) is { } text ? FilterParser.Parse(text) : null,
                MayRead = source => caller.Allows(Scope.DataSourcesRead, source),
            };
        }
        catch (FilterException wrong)
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden, $"A row filter of the token can no longer be used: it {wrong.Message}.", "/docs/http-api#tokens");
        }
    }

    /// <summary>One for each data source: where several hold for one, all must.</summary>
    static IEnumerable<RowFilter> Sources(Caller caller, CatalogueSnapshot catalogue) => caller.Filters
        .Where(filter => filter.Scope is Scope.DataSourcesRead && catalogue.DataSources.ContainsKey(filter.Resource))
        .GroupBy(filter => filter.Resource)
        .Select(source => FilterParser.Parse(catalogue.DataSources[source.Key], All(source)));

    static string? Result(Caller caller, string? pipe) =>
        caller.Filters.Where(filter => filter.Scope is Scope.PipesRead && filter.Resource == pipe).ToList() is { Count: > 0 } filters
            ? All(filters)
            : null;

    static string All(IEnumerable<ReadFilter> filters) => string.Join(" and ", filters.Select(filter =>
    {
        // Each by itself first: "a = 1) or (a = 2" is no filter, though in brackets it would be one.
        FilterParser.Parse(filter.Text);
        return $"({filter.Text}\n)";
    }));
}
