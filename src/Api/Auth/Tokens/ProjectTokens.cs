using Grainwatch.Pipes.Catalogue;
using Grainwatch.Storage.Tokens;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>
/// The tokens that data projects ask for with TOKEN lines. They are there from the deployment on, and get a text when it is asked for
/// with <c>POST /v0/tokens/NAME/refresh</c>.
/// </summary>
sealed class ProjectTokens(ProjectCatalogue catalogue, TokenTable table, StaticTokens tokens) : IHostedService
{
    /// <summary>After the projects are deployed, which is before.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => ApplyAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var now = catalogue.Current;
        var asked = now.DataSources.Values.SelectMany(source => source.Tokens.Select(line => (
                line.Name, Scope: new TokenScope(line.Permission == "APPEND" ? Scope.DataSourcesAppend : Scope.DataSourcesRead, source.Name))))
            .Concat(now.Pipes.Values.SelectMany(pipe => pipe.Tokens.Select(line => (line.Name, Scope: new TokenScope(Scope.PipesRead, pipe.Name)))))
            .Where(line => line.Name != TokenName.Admin);
        await table.SetProjectScopesAsync(
            asked.GroupBy(line => line.Name, line => line.Scope.ToString()).ToDictionary(
                token => token.Key, token => (IReadOnlyList<string>)[.. token.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
            cancellationToken);
        tokens.Forget();
    }
}
