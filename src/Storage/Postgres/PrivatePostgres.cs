using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Storage.Postgres;

/// <summary>
/// A Postgres of our own under the data folder, durable, reached over a Unix socket in a folder that only its owner may enter. It is
/// started with the process, started again when it dies, and stops with the process, even with one that is killed.
/// </summary>
public sealed partial class PrivatePostgres : IAsyncDisposable
{
    const string DatabaseName = "grainwatch";
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan SuperviseInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long it may go on ending at once, as it does while processes of one that was killed still hold its memory.</summary>
    static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to recover; it writes to its log meanwhile.</summary>
    static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(10);

    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    readonly PostgresPrograms programs;
    readonly PostgresFolder folder;
    readonly ILogger logger;
    readonly TimeProvider time;
    readonly CancellationTokenSource stopping = new();
    Process? keeper;
    Task supervision = Task.CompletedTask;

    PrivatePostgres(PostgresPrograms programs, PostgresFolder folder, ILogger logger, TimeProvider time)
    {
        this.programs = programs;
        this.folder = folder;
        this.logger = logger;
        this.time = time;
    }

    public string ConnectionString => ConnectionStringTo(DatabaseName);

    /// <summary>False for the moments between its death and its new start.</summary>
    public bool IsRunning => folder.PostmasterId() is not null;

    /// <summary>The process id of the postmaster.</summary>
    public int ProcessId => folder.PostmasterId() ?? throw new InvalidOperationException("Postgres does not run.");

    /// <param name="dataFolder">Everything of this Postgres lives in its subfolder <c>postgres</c>. Only one process may use it at a time.</param>
    /// <param name="durable">False only in tests, where a lost machine loses nothing that matters.</param>
    /// <exception cref="InvalidOperationException">No programs of Postgres are installed, or it did not start; the message has its log.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        string dataFolder, ILogger logger, TimeProvider time, bool durable = true, CancellationToken cancellationToken = default)
    {
        var (folder, programs) = await PostgresFolder.PrepareAsync(dataFolder, durable, cancellationToken);
        var postgres = new PrivatePostgres(programs, folder, logger, time);
        try
        {
            await postgres.StopLeftoverAsync(cancellationToken);
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
        if (keeper is not null)
        {
            keeper.StandardInput.Close();
            try
            {
                await keeper.WaitForExitAsync(CancellationToken.None).WaitAsync(StopPatience, time);
            }
            catch (TimeoutException)
            {
                // Immediate shutdown: nothing committed is lost, the next start recovers.
                await ShellProgram.TryAsync("kill", ["-QUIT", $"{folder.PostmasterId()}"], CancellationToken.None);
                await keeper.WaitForExitAsync(CancellationToken.None);
            }

            keeper.Dispose();
        }

        folder.RemoveSocketFolder();
        stopping.Dispose();
    }

    /// <summary>The Postgres of a process that was killed a moment ago may still be stopping, or be left behind with its keeper gone.</summary>
    async Task StopLeftoverAsync(CancellationToken cancellationToken)
    {
        if (folder.PostmasterId() is not { } id)
        {
            return;
        }

        LogLeftover(logger, id);
        await ShellProgram.TryAsync("kill", ["-INT", $"{id}"], cancellationToken);
        var started = time.GetTimestamp();
        while (folder.PostmasterId() == id)
        {
            if (time.GetElapsedTime(started) > StopPatience)
            {
                throw new InvalidOperationException($"Another Postgres, process {id}, runs on {folder.Cluster} and does not stop. Stop it first.");
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (keeper is null or { HasExited: true })
            {
                if (time.GetElapsedTime(started) > ExitPatience)
                {
                    throw DoesNotStart();
                }

                keeper?.Dispose();
                keeper = programs.Start(folder);
            }

            if (await AnswersAsync(cancellationToken))
            {
                await CreateDatabaseAsync(cancellationToken);
                return;
            }

            if (time.GetElapsedTime(started) > RecoveryPatience)
            {
                throw DoesNotStart();
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    InvalidOperationException DoesNotStart() => new($"Postgres does not start. Its log, {folder.LogFile}, ends with: {folder.LogTail()}");

    async Task SuperviseAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(SuperviseInterval, time, stopping.Token);
                if (keeper is { HasExited: true })
                {
                    LogDied(logger);
                    await RunAsync(stopping.Token);
                    LogRecovered(logger);
                }
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception problem) when (problem is InvalidOperationException or NpgsqlException)
            {
                LogCannotStart(logger, problem.Message);
            }
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

    [LoggerMessage(3, LogLevel.Critical, "Postgres cannot be started again, which is tried on: {Reason}")]
    static partial void LogCannotStart(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "Stopping Postgres {ProcessId}, left behind by a process that was killed")]
    static partial void LogLeftover(ILogger logger, int processId);
}
