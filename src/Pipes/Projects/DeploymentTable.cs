using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Pipes.Projects;

/// <summary>The data projects that were deployed over HTTP.</summary>
public static class DeploymentTable
{
    /// <summary>Where every process hears of them.</summary>
    public const string Channel = "grainwatch_deployments";

    /// <summary>The files that hold, by project.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<ProjectFile>>> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select distinct on (project) project, files from grainwatch.deployments order by project, id desc", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, IReadOnlyList<ProjectFile>> projects = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            projects.Add(reader.GetString(0), JsonSerializer.Deserialize<List<ProjectFile>>(reader.GetString(1), JsonSerializerOptions.Web)!);
        }

        return projects;
    }

    /// <returns>0 when there is none.</returns>
    public static async Task<long> LastIdAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(id), 0) from grainwatch.deployments", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc cref="LastIdAsync(NpgsqlConnection, CancellationToken)"/>
    public static async Task<long> LastIdAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await LastIdAsync(connection, cancellationToken);
    }

    /// <summary>Keeps a deployment, and tells every process of it once the transaction is committed.</summary>
    /// <returns>Its id.</returns>
    public static async Task<long> AddAsync(NpgsqlConnection connection, Deployment deployment, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            with added as (
                insert into grainwatch.deployments (project, files, changes, deployed_by, deployed_at) values ($1, $2, $3, $4, $5) returning id
            )
            select id, pg_notify($6, id::text)::text from added
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = deployment.Project },
                Json(deployment.Files),
                Json(deployment.Changes),
                new() { Value = deployment.DeployedBy },
                new() { Value = deployment.DeployedAt.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = Channel },
            },
        };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<Deployment>> ListAsync(NpgsqlDataSource database, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select id, project, files, changes, deployed_by, deployed_at from grainwatch.deployments order by id desc limit $1");
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Deployment> deployments = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            deployments.Add(new Deployment(
                reader.GetInt64(0),
                reader.GetString(1),
                JsonSerializer.Deserialize<List<ProjectFile>>(reader.GetString(2), JsonSerializerOptions.Web)!,
                JsonSerializer.Deserialize<List<ResourceChange>>(reader.GetString(3), JsonSerializerOptions.Web)!,
                reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return deployments;
    }

    static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
