using Grainwatch.Api.Auth;
using Grainwatch.Api.Docs;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Api.Pipes;

/// <summary><c>GET|POST /v0/sql</c>: SQL of the caller's own over the data sources that the token may read.</summary>
static class SqlApi
{
    /// <summary>What errors of SQL lead to.</summary>
    public const string Documentation = "/docs/http-api#sql";

    public static void MapSqlApi(this WebApplication app)
    {
        const string Description =
            "One SELECT of Postgres' SQL, over the data sources that the token may read, in a read-only transaction with limits on time, rows and bytes. "
            + "FORMAT at its end: TSV (the default), TSVWithNames, JSON, JSONEachRow, CSV, CSVWithNames or Prometheus.";
        var group = app.MapGroup("/v0/sql").WithTags("SQL");
        group.MapGet("/", AnswerAsync).WithName("GetSql").WithSummary("Runs a query").WithDescription(Description)
            .WithQuery("q", "The SQL.", required: true).WithQuery("pipeline", "A pipe, whose result the SQL calls _.");
        group.MapPost("/", AnswerAsync).WithName("PostSql").WithSummary("Runs a query that is long").WithDescription(Description)
            .WithQuery("pipeline", "A pipe, whose result the SQL calls _.")
            .WithBody("text/plain", "The SQL, or a form or JSON object with q.", "select count(*) from system_logs format JSON");
    }

    static async Task AnswerAsync(HttpContext context, ProjectCatalogue catalogue, SqlRunner runner)
    {
        var caller = context.Caller();
        var request = await SqlRequest.ReadAsync(context.Request);
        var pipe = request.Pipe is null ? null : Pipe(caller, catalogue, request);
        if (pipe is null)
        {
            DemandReader(caller, catalogue);
        }

        var access = CallerAccess.Of(caller, catalogue.Current, request.Pipe);
        var sql = Prepare(runner, request, pipe, access);
        var format = ResultFormats.FindForSql(sql.Format, QueryAnswer.QuotesWideNumbers(context.Request)) ?? throw new ApiException(
            StatusCodes.Status400BadRequest,
            $"The format '{sql.Format}' does not exist. Ask for one of {string.Join(", ", ResultFormats.SqlNames)}.",
            Documentation);
        await QueryAnswer.WriteAsync(context, format, Documentation, hidesValues: false, output => runner.RunAsync(sql, format, output, context.RequestAborted));
    }

    static Pipe Pipe(Caller caller, ProjectCatalogue catalogue, SqlRequest request)
    {
        caller.Demand(Scope.PipesRead, request.Pipe);
        foreach (var (parameter, value) in caller.FixedParameters(request.Pipe!))
        {
            request.Parameters.Set(parameter, value);
        }

        return PipesApi.Find(catalogue, request.Pipe!);
    }

    /// <summary>A token that reads nothing, such as one that only sends rows, has no use for SQL but to keep the database busy.</summary>
    static void DemandReader(Caller caller, ProjectCatalogue catalogue)
    {
        if (!catalogue.Current.DataSources.Keys.Any(source => caller.Allows(Scope.DataSourcesRead, source)))
        {
            caller.Demand(Scope.WorkspaceReadAll);
        }
    }

    static PreparedSql Prepare(SqlRunner runner, SqlRequest request, Pipe? pipe, QueryAccess access)
    {
        try
        {
            return runner.Prepare(request.Sql, request.Parameters, pipe, access);
        }
        catch (Exception e) when (e is not CustomErrorException && QueryError.TryDescribe(e, Documentation, hidesValues: false) is { } error)
        {
            throw error;
        }
    }
}
