using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Filters;
using Npgsql;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>Whether scopes mean something here: that what they name is there, and that their filters can be used.</summary>
sealed class ScopeCheck(ProjectCatalogue catalogue, NpgsqlDataSource database)
{
    /// <exception cref="ApiException">400: one means nothing.</exception>
    public async Task CheckAsync(IEnumerable<TokenScope> scopes, CancellationToken cancellationToken)
    {
        foreach (var scope in scopes)
        {
            try
            {
                await CheckAsync(scope, cancellationToken);
            }
            catch (FilterException wrong)
            {
                throw Wrong($"The filter '{scope.Filter}' {wrong.Message}.");
            }
            catch (PostgresException wrong)
            {
                throw Wrong($"The filter '{scope.Filter}' does not fit its columns: {wrong.MessageText}.");
            }
        }
    }

    async Task CheckAsync(TokenScope scope, CancellationToken cancellationToken)
    {
        var now = catalogue.Current;
        switch (scope.Type)
        {
            case Scope.DataSourcesRead or Scope.DataSourcesAppend or Scope.DataSourcesDrop:
                var source = now.DataSources.GetValueOrDefault(scope.Resource!) ?? throw Wrong($"There is no data source '{scope.Resource}'.");
                if (scope.Filter is not null)
                {
                    await TryAsync(source, FilterParser.Parse(source, scope.Filter).Condition, cancellationToken);
                }

                break;
            case Scope.PipesRead or Scope.PipesDrop:
                _ = now.Pipes.GetValueOrDefault(scope.Resource!) ?? throw Wrong($"There is no pipe '{scope.Resource}'.");
                if (scope.Filter is not null)
                {
                    FilterParser.Parse(scope.Filter);
                }

                break;
        }
    }

    /// <summary>Only Postgres knows whether a text can be compared with a column.</summary>
    async Task TryAsync(DataSource source, Grainwatch.Pipes.Templates.RenderedSql condition, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        var sql = condition.Sql;
        for (var i = condition.Placeholders.Count; i > 0; i--)
        {
            sql = sql.Insert(condition.Placeholders[i - 1].Offset + 1, $"{i}");
        }

        foreach (var placeholder in condition.Placeholders)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = placeholder.Value.Type, Value = placeholder.Value.Content });
        }

        command.CommandText = $"select from sources.\"{source.Name}\" where ({sql}) limit 0";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static ApiException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, "/docs/http-api#tokens");
}
