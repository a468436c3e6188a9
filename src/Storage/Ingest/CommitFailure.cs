using System.Net.Sockets;
using Grainwatch.Storage.Maintenance;
using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>What a failed transaction calls for.</summary>
enum FailureKind
{
    /// <summary>Postgres is away, starting, or out of a resource: wait, then try again.</summary>
    Away,

    /// <summary>Somebody else was in the way: try again.</summary>
    Conflict,

    /// <summary>A row found no partition: make it, then try again.</summary>
    PartitionGone,

    /// <summary>Postgres refuses what was sent: trying again helps nobody.</summary>
    Data,
}

static class CommitFailure
{
    public static FailureKind Of(Exception failure) => failure switch
    {
        // "no partition of relation found for row" has the code of a check constraint, but names none.
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null } => FailureKind.PartitionGone,
        PartitionGoneException => FailureKind.PartitionGone,
        PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.LockNotAvailable,
        } => FailureKind.Conflict,
        PostgresException { SqlState: [_, _, ..] state } => state[..2] is "08" or "53" or "57" or "58" or "25" ? FailureKind.Away : FailureKind.Data,
        NpgsqlException or IOException or SocketException or TimeoutException or ObjectDisposedException => FailureKind.Away,
        _ => FailureKind.Data,
    };
}
