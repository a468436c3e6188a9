using Npgsql;

namespace Grainwatch.Api.Errors;

/// <summary>Tells a Postgres that is away, which the caller should try again, from a fault of ours.</summary>
static class DatabaseError
{
    static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    /// <returns>Null when it is no such error.</returns>
    public static ApiException? TryDescribe(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            new ApiException(StatusCodes.Status408RequestTimeout, "The query took too long. Ask for a shorter range or fewer rows."),
        PostgresException refused when refused.IsTransient || IsGoingAway(refused.SqlState) => Away(),
        // A binary COPY of a writer that does not know yet that a column was widened.
        PostgresException { SqlState: PostgresErrorCodes.InvalidBinaryRepresentation } => new ApiException(
            StatusCodes.Status503ServiceUnavailable, "The data source has changed a moment ago. Nothing was stored. Try again.") { RetryAfter = TryAgain },
        PostgresException => null,
        // Whatever else Npgsql throws is the connection: refused, lost, timed out, or none free.
        NpgsqlException => Away(),
        _ => null,
    };

    static bool IsGoingAway(string sqlState) => sqlState
        is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

    static ApiException Away() =>
        new(StatusCodes.Status503ServiceUnavailable, "The database is not available. Try again in a moment.") { RetryAfter = TryAgain };
}
