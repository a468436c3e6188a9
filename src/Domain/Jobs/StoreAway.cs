using System.Data.Common;

namespace Grainwatch.Domain.Jobs;

/// <summary>Tells a store that is away, of which one line says all there is to say, from a job that has a fault.</summary>
public static class StoreAway
{
    /// <param name="failure">What a job ended with.</param>
    /// <returns>Whether the connection was refused or lost, or Postgres says that it stops or starts.</returns>
    public static bool Explains(Exception failure) =>
        failure is DbException { IsTransient: true } or DbException { SqlState: null or "57P01" or "57P02" or "57P03" };
}
