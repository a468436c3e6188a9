using Grainwatch.Storage.Postgres;

namespace Grainwatch.Api.Hosting;

/// <summary>What was started for the database and must outlive the application: a private Postgres, unless another is used.</summary>
public sealed class RunningDatabase(PrivatePostgres? postgres, ILoggerFactory loggers) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        loggers.Dispose();
    }
}
