using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Storage.Postgres;

/// <summary>
/// A Postgres of our own under the data folder, durable, reached over a Unix socket in a folder that only its owner may enter. It is
/// started with the process, started again when it dies, adopted when a killed process left it running, and stopped on dispose.
/// </summary>
public sealed partial class PrivatePostgres : IAsyncDisposable
{
    const string DatabaseName = "grainwatch";
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    readonly PostgresPrograms programs;
    readonly PostgresFolder folder;
    readonly ILogger logger;
    readonly TimeProvider time;
    readonly CancellationTokenSource stopping = new();
    Task supervision = Task.CompletedTask;

    PrivatePostgres(PostgresPrograms programs, PostgresFolder folder, ILogger logger, TimeProvider time)
    {
        this.programs = programs;
        this.folder = folder;
        this.logger = logger;
        this.time = time;
    }

    public string ConnectionString => ConnectionStringTo(DatabaseName);

    /// <summary>The process id of the postmaster.</summary>
    public int ProcessId => folder.PostmasterId() ?? throw new InvalidOperationException("Postgres does not run.");

    /// <param name="dataFolder">Everything of this Postgres lives in its subfolder <c>postgres</c>.</param>
    /// <param name="durable">False only in tests, where a lost machine loses nothing that matters.</param>
    /// <exception cref="InvalidOperationException">No programs of Postgres are installed, or it did not start; the message has its log.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        string dataFolder, ILogger logger, TimeProvider time, bool durable = true, CancellationToken cancellationToken = default)
    {
        var programs = PostgresPrograms.Find();
        var folder = await PostgresFolder.PrepareAsync(dataFolder, programs, durable, cancellationToken);
        var postgres = new PrivatePostgres(programs, folder, logger, time);
        try
        {
            await postgres.RunAsync(cancellationToken);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }

        postgres.supervision = postgres.SuperviseAsync();
        return postgres;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        if (folder.PostmasterId() is { } id)
        {
            // SIGINT is Postgres' fast shutdown: open sessions are ended, then a checkpoint is written.
            await ShellProgram.RunAsync("kill", ["-INT", $"{id}"], CancellationToken.None);
            while (folder.PostmasterId() is not null)
            {
                await Task.Delay(PollInterval, time, CancellationToken.None);
            }
        }

        folder.RemoveSocketFolder();
        stopping.Dispose();
    }

    async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        Process? process = null;
        while (true)
        {
            if (folder.PostmasterId() is null && process is null or { HasExited: true })
            {
                process?.Dispose();
                process = programs.Start(folder);
            }

            if (await AnswersAsync(cancellationToken))
            {
                process?.Dispose();
                await CreateDatabaseAsync(cancellationToken);
                return;
            }

            if (time.GetElapsedTime(started) > StartTimeout)
            {
                throw new InvalidOperationException(
                    $"Postgres did not start within {StartTimeout.TotalSeconds:0} s. Its log, {folder.LogFile}, ends with:\n{folder.LogTail()}");
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(PollInterval * 5, time, stopping.Token);
                if (folder.PostmasterId() is null)
                {
                    LogDied(logger);
                    await RunAsync(stopping.Token);
                    LogRecovered(logger);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (InvalidOperationException gaveUp)
        {
            LogGaveUp(logger, gaveUp);
        }
    }

    async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionStringTo("postgres"));
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringTo("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand($"select 1 from pg_database where datname = '{DatabaseName}'", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"create database {DatabaseName}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = folder.SocketFolder,
        Database = database,
        Username = DatabaseName,
        Pooling = database == DatabaseName,
    }.ConnectionString;

    [LoggerMessage(1, LogLevel.Error, "Postgres died; starting it again")]
    static partial void LogDied(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "Postgres runs again")]
    static partial void LogRecovered(ILogger logger);

    [LoggerMessage(3, LogLevel.Critical, "Postgres cannot be started again")]
    static partial void LogGaveUp(ILogger logger, Exception exception);
}
