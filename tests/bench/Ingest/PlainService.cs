using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grainwatch.Storage.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Bench.Ingest;

/// <summary>
/// The yardstick: how one would write the same service without thinking of speed. An object for each log, Npgsql's importer, a
/// transaction for each request, one table with text columns, and no counts.
/// </summary>
static class PlainService
{
    public static readonly BenchMode Mode = new("the plain service that 'ingest' starts for comparison: PORT CONNECTION", RunAsync);

    public const string Schema =
        """
        create table if not exists plain_logs (
            timestamp timestamptz not null, server_id text not null, service text not null, severity text not null,
            message text not null, error_code text not null, resource_id text not null, metadata text not null);
        create index if not exists plain_logs_series on plain_logs (service, severity, timestamp);
        create index if not exists plain_logs_timestamp on plain_logs using brin (timestamp);
        """;

    static async Task RunAsync(string[] args)
    {
        await using var database = Database.Open(args[1]);
        await using (var create = database.CreateCommand(Schema))
        {
            await create.ExecuteNonQueryAsync();
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(int.Parse(args[0], CultureInfo.InvariantCulture)));
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => "ready");
        app.MapPost("/v0/events", async (HttpRequest request) =>
        {
            List<PlainLog> logs = [];
            using var reader = new StreamReader(request.Body);
            while (await reader.ReadLineAsync() is { } line)
            {
                logs.Add(JsonSerializer.Deserialize<PlainLog>(line)!);
            }

            await StoreAsync(database, logs);
            // As text, because the load generator reads no chunks.
            return Results.Text($$"""{"successful_rows":{{logs.Count}},"quarantined_rows":0}""", "application/json");
        });
        await app.RunAsync();
    }

    static async Task StoreAsync(NpgsqlDataSource database, IEnumerable<PlainLog> logs)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var importer = await connection.BeginBinaryImportAsync(
            "copy plain_logs (timestamp, server_id, service, severity, message, error_code, resource_id, metadata) from stdin (format binary)"))
        {
            foreach (var log in logs)
            {
                await importer.StartRowAsync();
                await importer.WriteAsync(
                    DateTime.Parse(log.Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                    NpgsqlDbType.TimestampTz);
                await importer.WriteAsync(log.ServerId);
                await importer.WriteAsync(log.Service);
                await importer.WriteAsync(log.Severity);
                await importer.WriteAsync(log.Message);
                await importer.WriteAsync(log.ErrorCode);
                await importer.WriteAsync(log.ResourceId);
                await importer.WriteAsync(log.Metadata);
            }

            await importer.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    sealed record PlainLog(
        [property: JsonPropertyName("timestamp")] string Timestamp,
        [property: JsonPropertyName("server_id")] string ServerId,
        [property: JsonPropertyName("service")] string Service,
        [property: JsonPropertyName("severity")] string Severity,
        [property: JsonPropertyName("message")] string Message,
        [property: JsonPropertyName("error_code")] string ErrorCode,
        [property: JsonPropertyName("resource_id")] string ResourceId,
        [property: JsonPropertyName("metadata")] string Metadata);
}
