using Grainwatch.Api.Observability;
using Grainwatch.Api.Settings;
using Grainwatch.Storage.Migrations;
using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Api.Hosting;

/// <summary>Brings up the database before the host is built.</summary>
public static class DatabaseExtensions
{
    /// <summary>
    /// Takes the Postgres of <c>ConnectionStrings:Grainwatch</c>, or runs a private one in the data folder; applies the migrations; and
    /// registers the <see cref="NpgsqlDataSource"/>. When this returns, the schema is there for whoever is built next.
    /// </summary>
    /// <param name="folder">Where a private Postgres may run; null where several processes must share one, so that it has to be named.</param>
    /// <param name="further">Migrations that a shape brings of its own.</param>
    /// <returns>To be disposed after the application.</returns>
    /// <exception cref="SettingException">No Postgres is named, and there is no folder for a private one.</exception>
    public static async Task<RunningDatabase> AddDatabaseAsync(
        this WebApplicationBuilder builder, DataFolder? folder, CancellationToken cancellationToken, params IEnumerable<MigrationScripts> further)
    {
        var settings = builder.AddSettings<DatabaseSettings>("Database");
        var loggers = LoggerFactory.Create(logging => logging.AddConsoleLogs(builder.Configuration));
        PrivatePostgres? postgres = null;
        try
        {
            var connectionString = builder.Configuration.GetConnectionString("Grainwatch");
            if (string.IsNullOrWhiteSpace(connectionString))
            {
                if (folder is null)
                {
                    throw new SettingException(
                        "The setting ConnectionStrings__Grainwatch is missing. All processes of a cluster work on one Postgres: set it to Host=...;Database=...;Username=...;Password=...");
                }

                postgres = await PrivatePostgres.StartAsync(
                    folder.Path, loggers.CreateLogger<PrivatePostgres>(), TimeProvider.System, cancellationToken: cancellationToken);
                connectionString = postgres.ConnectionString;
            }

            var database = Open(connectionString, settings);
            await new Migrator(database, further).MigrateAsync(cancellationToken);
            // By a factory, so that the container closes it: with the application, and before Postgres stops.
            builder.Services.AddSingleton(_ => database);
            var running = new RunningDatabase(connectionString, postgres, loggers);
            builder.Services.AddSingleton(running);
            return running;
        }
        catch
        {
            await new RunningDatabase("", postgres, loggers).DisposeAsync();
            throw;
        }
    }

    static NpgsqlDataSource Open(string connectionString, DatabaseSettings settings)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            if (!parts.ShouldSerialize("Maximum Pool Size"))
            {
                parts.MaxPoolSize = settings.MaxConnections;
            }

            parts.ApplicationName ??= "grainwatch";
            return Database.Open(parts.ConnectionString);
        }
        catch (ArgumentException wrong)
        {
            throw new SettingException(
                $"The setting ConnectionStrings__Grainwatch cannot be read: {wrong.Message} Expected Host=...;Database=...;Username=...;Password=...");
        }
    }
}
