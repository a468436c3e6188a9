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
    /// <returns>To be disposed after the application.</returns>
    public static async Task<RunningDatabase> AddDatabaseAsync(
        this WebApplicationBuilder builder, DataFolder folder, CancellationToken cancellationToken)
    {
        var settings = builder.AddSettings<DatabaseSettings>("Database");
        var loggers = LoggerFactory.Create(logging => logging.AddConsoleLogs(builder.Configuration));
        PrivatePostgres? postgres = null;
        try
        {
            var connectionString = builder.Configuration.GetConnectionString("Grainwatch");
            if (string.IsNullOrWhiteSpace(connectionString))
            {
                postgres = await PrivatePostgres.StartAsync(
                    folder.Path, loggers.CreateLogger<PrivatePostgres>(), TimeProvider.System, cancellationToken: cancellationToken);
                connectionString = postgres.ConnectionString;
            }

            var database = Open(connectionString, settings);
            await new Migrator(database).MigrateAsync(cancellationToken);
            // By a factory, so that the container closes it: with the application, and before Postgres stops.
            builder.Services.AddSingleton(_ => database);
            return new RunningDatabase(postgres, loggers);
        }
        catch
        {
            await new RunningDatabase(postgres, loggers).DisposeAsync();
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
