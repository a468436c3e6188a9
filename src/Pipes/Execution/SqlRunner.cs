using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;
using Npgsql;

namespace Grainwatch.Pipes.Execution;

/// <summary>
/// Answers SQL that the caller wrote. Three walls stand around it: the guard lets only reading through and only by bare names, the
/// statement runs in a read-only transaction, and as a role that can read what the caller may and nothing else.
/// </summary>
public sealed class SqlRunner(QueryPlanner planner, QueryRunner runner, CallerRoles roles, ProjectCatalogue catalogue, PipesOptions options)
{
    /// <summary>SQL that is ready to run.</summary>
    /// <exception cref="TemplateException">It is a template, and cannot be rendered.</exception>
    /// <exception cref="SqlException">The SQL is not allowed.</exception>
    /// <exception cref="SqlAccessException">The SQL reads what the caller may not.</exception>
    public PreparedSql Prepare(string sql, ParameterValues parameters, Pipe? pipe, QueryAccess access)
    {
        var now = catalogue.Current;
        var (query, format) = SqlText.Split(QueryPlanner.Render(sql, parameters, access, now));
        var statement = pipe is null ? QueryPlanner.Plan(query, access, now) : planner.Plan(pipe, parameters, access, now, query);
        return new PreparedSql(statement, now, pipe is null ? access : QueryAccess.All, format);
    }

    /// <exception cref="ResultShapeException">The format cannot show the result.</exception>
    /// <exception cref="ResultTooLargeException">The result is larger than allowed.</exception>
    /// <exception cref="PostgresException">The query failed.</exception>
    public async Task RunAsync(PreparedSql sql, ResultFormat format, Stream output, CancellationToken cancellationToken)
    {
        var role = sql.Access.MayRead is { } mayRead ? await roles.FindAsync(sql.Catalogue, mayRead, cancellationToken) : null;
        await runner.RunAsync(sql.Statement, sql.Catalogue, format, output, new OwnSql(role, options.MaxSqlRows), cancellationToken);
    }
}

/// <summary>SQL of a caller that was let through.</summary>
public sealed class PreparedSql
{
    internal PreparedSql(Statement statement, CatalogueSnapshot catalogue, QueryAccess access, string? format)
    {
        (Statement, Catalogue, Access, Format) = (statement, catalogue, access, format);
    }

    /// <summary>In lower case; null when the SQL asks for none.</summary>
    public string? Format { get; }

    internal Statement Statement { get; }

    internal CatalogueSnapshot Catalogue { get; }

    /// <summary>What the role may read. A pipe reads what its author wrote.</summary>
    internal QueryAccess Access { get; }
}
