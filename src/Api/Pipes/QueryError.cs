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
    /// <param name="documentation">Of what the query was asked for: the page that says how to ask.</param>
    /// <param name="hidesValues">Whether the value that the query failed on may be of a row that the caller may not see.</param>
    /// <returns>Null when it is no such error.</returns>
    public static ApiException? TryDescribe(Exception exception, string documentation, bool hidesValues)
    {
        return exception switch
        {
            PostgresException e when hidesValues && IsAboutValue(e.SqlState) => BadRequest(
                $"The query met a value that it cannot work with (SQLSTATE {e.SqlState}). Which is not told, for the token shows only some of the rows."),
            TemplateException e => BadRequest(e.Line > 0 ? $"{e.Message} (line {e.Line})" : e.Message),
            CustomErrorException e => new ApiException(e.Status, e.Message, documentation),
            SqlAccessException e => NoAccess(e),
            // What is not there is answered as what may not be read: which of both it is is not told.
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable, Routine: "parserOpenTable" } e =>
                NoAccess(new SqlAccessException(e.MessageText.Split('"').ElementAtOrDefault(1) ?? "")),
            SqlException or ResultShapeException or ResultTooLargeException => BadRequest(exception.Message),
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => new ApiException(
                StatusCodes.Status408RequestTimeout,
                "The query took longer than Grainwatch__Pipes__Timeout allows. Ask for a shorter range or fewer rows.",
                documentation),
            PostgresException { SqlState: PostgresErrorCodes.IndeterminateDatatype } e =>
                BadRequest($"{e.MessageText}. Give the value a type in the template, such as {{{{String(name)}}}}."),
            PostgresException e when IsQuerysFault(e.SqlState) => BadRequest(e.Hint is null ? $"{e.MessageText}." : $"{e.MessageText}. {e.Hint}"),
            _ => null,
        };

        ApiException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message, documentation);
    }

    static bool IsAboutValue(string sqlState) => sqlState.StartsWith("22", StringComparison.Ordinal);

    /// <summary>Wrong values, wrong SQL, limits of Postgres, and what a query is not allowed.</summary>
    static bool IsQuerysFault(string sqlState) =>
        IsAboutValue(sqlState)
        || sqlState.StartsWith("42", StringComparison.Ordinal)
        || sqlState.StartsWith("54", StringComparison.Ordinal)
        || sqlState.StartsWith("0A", StringComparison.Ordinal)
        || sqlState.StartsWith("21", StringComparison.Ordinal)
        || sqlState.StartsWith("25006", StringComparison.Ordinal);

    static ApiException NoAccess(SqlAccessException e) => new(StatusCodes.Status403Forbidden, e.Message, "/docs/http-api#tokens");
}
