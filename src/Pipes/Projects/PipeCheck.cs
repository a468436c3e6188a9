using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.DataFiles;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;
using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Pipes.Projects;

/// <summary>Has Postgres read each pipe once, so that a misspelt column is an error of the deployment and not of the first request.</summary>
sealed class PipeCheck(QueryPlanner planner, NpgsqlTransaction transaction, string? role)
{
    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> CheckAsync(Pipe pipe, CatalogueSnapshot catalogue, CancellationToken cancellationToken)
    {
        if (NameProblem(pipe, catalogue) is { } problem)
        {
            return problem;
        }

        Statement statement;
        try
        {
            statement = planner.Plan(pipe, Samples(pipe), QueryAccess.All, catalogue);
        }
        catch (SqlException e)
        {
            return new DataFileException(pipe.Path, 1, e.Message).Message;
        }
        catch (Exception e) when (e is TemplateException or CustomErrorException)
        {
            // It wants parameters that make sense together, which nobody here can guess.
            return null;
        }

        return await ExplainAsync(pipe, statement, cancellationToken);
    }

    static string? NameProblem(Pipe pipe, CatalogueSnapshot catalogue) =>
        pipe.Nodes.FirstOrDefault(n => catalogue.Relations.ContainsKey(n.Name)) is { } node
            ? new DataFileException(pipe.Path, 1, $"node '{node.Name}' has the name of a data source. Rename the node.").Message
            : null;

    static ParameterValues Samples(Pipe pipe)
    {
        var samples = new ParameterValues();
        foreach (var parameter in pipe.Parameters.Where(p => p.IsRequired))
        {
            var sample = parameter.Example ?? parameter.Type switch
            {
                "Date" => "2026-01-01",
                "DateTime" or "DateTime64" => "2026-01-01 00:00:00",
                "UUID" => "00000000-0000-0000-0000-000000000000",
                "JSON" => "{}",
                _ => "1",
            };
            samples.Add(parameter.Name, sample);
        }

        return samples;
    }

    async Task<string?> ExplainAsync(Pipe pipe, Statement statement, CancellationToken cancellationToken)
    {
        const string Savepoint = "pipe";
        await transaction.SaveAsync(Savepoint, cancellationToken);
        try
        {
            await using var set = new NpgsqlCommand(
                $"set local search_path = {Database.SourcesSchema}{(role is null ? "" : $"; set local role {role}")}", transaction.Connection, transaction);
            await set.ExecuteNonQueryAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"explain (costs off) {statement.Text}", transaction.Connection, transaction);
            foreach (var value in statement.Values)
            {
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = value.Type, Value = value.Content });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (PostgresException e) when (!e.IsTransient)
        {
            return new DataFileException(pipe.Path, 1, $"Postgres cannot run the SQL: {e.MessageText}.{(e.Hint is null ? "" : $" {e.Hint}")}").Message;
        }
        finally
        {
            await transaction.RollbackAsync(Savepoint, cancellationToken);
        }
    }
}
