using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;
using Npgsql;

namespace Grainwatch.Pipes.Execution;

/// <summary>Answers a pipe's endpoint.</summary>
public sealed class PipeRunner(QueryPlanner planner, QueryRunner runner, ProjectCatalogue catalogue, PipesOptions options)
{
    /// <param name="access">What the caller may see.</param>
    /// <param name="over">SQL that is run over the result, which it calls <c>_</c>; null: the result itself.</param>
    /// <exception cref="TemplateException">The parameters do not fit.</exception>
    /// <exception cref="CustomErrorException">The pipe refuses the request.</exception>
    /// <exception cref="SqlException">The SQL is not allowed.</exception>
    /// <exception cref="SqlAccessException">SQL over the result reads what the caller may not.</exception>
    /// <exception cref="ResultShapeException">The format cannot show the result.</exception>
    /// <exception cref="ResultTooLargeException">The result is larger than allowed.</exception>
    /// <exception cref="PostgresException">The query failed.</exception>
    public Task RunAsync(
        Pipe pipe,
        ParameterValues parameters,
        QueryAccess access,
        string? over,
        ResultFormat format,
        Stream output,
        CancellationToken cancellationToken)
    {
        var now = catalogue.Current;
        return runner.RunAsync(
            planner.Plan(pipe, parameters, access, now, over), now, format, output, over is null ? null : new OwnSql(null, options.MaxSqlRows), cancellationToken);
    }
}
