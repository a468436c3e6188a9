using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Sql;
using Grainwatch.Pipes.Templates;
using Npgsql;

namespace Grainwatch.Api.Pipes;

/// <summary>Tells what a caller or the author of a query did wrong from a fault of ours.</summary>
static class QueryError
{
    const string Documentation = "/docs/http-api#pipes";

    /// <returns>Null when it is no such error.</returns>
    public static ApiException? TryDescribe(Exception exception) => exception switch
    {
        TemplateException e => BadRequest(e.Line > 0 ? $"{e.Message} (line {e.Line})" : e.Message),
        CustomErrorException e => new ApiException(e.Status, e.Message, Documentation),
        SqlAccessException e => new ApiException(StatusCodes.Status403Forbidden, e.Message, "/docs/http-api#tokens"),
        SqlException or ResultShapeException or ResultTooLargeException => BadRequest(exception.Message),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => new ApiException(
            StatusCodes.Status408RequestTimeout,
            "The query took longer than Grainwatch__Pipes__Timeout allows. Ask for a shorter range or fewer rows.",
            Documentation),
        PostgresException { SqlState: PostgresErrorCodes.IndeterminateDatatype } e =>
            BadRequest($"{e.MessageText}. Give the value a type in the template, such as {{{{String(name)}}}}."),
        PostgresException e when IsQuerysFault(e.SqlState) => BadRequest(e.Hint is null ? $"{e.MessageText}." : $"{e.MessageText}. {e.Hint}"),
        _ => null,
    };

    /// <summary>Wrong values, wrong SQL, limits of Postgres, and what a query is not allowed.</summary>
    static bool IsQuerysFault(string sqlState) =>
        sqlState.StartsWith("22", StringComparison.Ordinal)
        || sqlState.StartsWith("42", StringComparison.Ordinal)
        || sqlState.StartsWith("54", StringComparison.Ordinal)
        || sqlState.StartsWith("0A", StringComparison.Ordinal)
        || sqlState.StartsWith("21", StringComparison.Ordinal)
        || sqlState.StartsWith("25006", StringComparison.Ordinal);

    static ApiException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message, Documentation);
}
