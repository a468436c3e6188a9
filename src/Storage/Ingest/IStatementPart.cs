using Npgsql;

namespace Grainwatch.Storage.Ingest;

/// <summary>An INSERT that goes as part of a larger statement.</summary>
interface IStatementPart
{
    IReadOnlyList<NpgsqlParameter> Parameters { get; }

    /// <param name="first">The number of the first of <see cref="Parameters"/> in the statement.</param>
    string Insert(int first);
}
