using Grainwatch.Storage.Postgres;

namespace Grainwatch.Api.Hosting;

/// <summary>What was started for the database and must outlive the application: a private Postgres, unless another is used.</summary>
public sealed class RunningDatabase(string connectionString, PrivatePostgres? postgres, ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>For what opens connections of its own.</summary>
    public string ConnectionString => connectionString;

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        loggers.Dispose();
    }
}
