using System.Diagnostics;
using Grainwatch.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Storage.Tests.Postgres;

public sealed class PrivatePostgresTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-postgres-").FullName;

    // Postgres runs as another user when the tests run as root, and must be able to pass through.
    public PrivatePostgresTests() => File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);

    string Cluster => Path.Combine(folder, "postgres", "cluster");

    public void Dispose()
    {
        if (new DirectoryInfo(Path.Combine(folder, "postgres")).LinkTarget is { } home)
        {
            Directory.Delete(home, recursive: true);
            var shared = new DirectoryInfo(home).Parent!;
            if (!shared.EnumerateFileSystemInfos().Any())
            {
                shared.Delete();
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task WhatWasCommittedIsThereAfterAStop()
    {
        await using (var first = await StartAsync(folder))
        {
            await ExecuteAsync(first, "create table kept as select 42 as answer");
        }

        await using var second = await StartAsync(folder);

        Assert.Equal(42, await ExecuteAsync(second, "select answer from kept"));
    }

    [Fact]
    public async Task IsDurable()
    {
        await using var postgres = await StartAsync(folder);

        Assert.Equal("on on", await ExecuteAsync(postgres, "select current_setting('fsync') || ' ' || current_setting('synchronous_commit')"));
    }

    [Fact]
    public async Task LeavesNoProcessBehind()
    {
        int id;
        await using (var postgres = await StartAsync(folder))
        {
            id = postgres.ProcessId;
        }

        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public async Task KilledItComesBackWithEverythingCommitted()
    {
        await using var postgres = await StartAsync(folder);
        await ExecuteAsync(postgres, "create table kept as select 42 as answer");

        Process.GetProcessById(postgres.ProcessId).Kill();

        Assert.Equal(42, await UntilItAnswersAsync(postgres, "select answer from kept"));
    }

    [Fact]
    public async Task AnInitializationThatWasCutOffIsMadeAnew()
    {
        Directory.CreateDirectory($"{Cluster}.new");
        await File.WriteAllTextAsync(Path.Combine($"{Cluster}.new", "PG_VERSION"), "15\n");

        await using var postgres = await StartAsync(folder);

        Assert.Equal(1, await ExecuteAsync(postgres, "select 1"));
        Assert.False(Directory.Exists($"{Cluster}.new"));
    }

    [Fact]
    public async Task AFolderTooDeepForASocketGetsOneElsewhere()
    {
        var deep = Path.Combine(folder, new string('d', 80));
        Directory.CreateDirectory(deep);
        string host;
        await using (var postgres = await StartAsync(deep))
        {
            host = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
            Assert.Equal(1, await ExecuteAsync(postgres, "select 1"));
        }

        Assert.False(host.StartsWith(folder, StringComparison.Ordinal));
        Assert.False(Directory.Exists(host));
    }

    [SkippableFact]
    public async Task AFolderThatItsUserCannotReachLinksToOneThatItCan()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root has Postgres run as another user");
        await using (var first = await StartAsync(folder))
        {
            await ExecuteAsync(first, "create table kept as select 42 as answer");
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        for (var start = 1; start <= 2; start++)
        {
            await using var again = await StartAsync(folder);
            Assert.Equal(42, await ExecuteAsync(again, "select answer from kept"));
        }

        Assert.StartsWith("/var/lib/grainwatch/", new DirectoryInfo(Path.Combine(folder, "postgres")).LinkTarget, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataOfAVersionThatIsNotInstalledSaysWhatToInstall()
    {
        Directory.CreateDirectory(Cluster);
        await File.WriteAllTextAsync(Path.Combine(Cluster, "PG_VERSION"), "7\n");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(folder));

        Assert.Contains("postgresql-7", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedClusterIsReportedWithItsLogAndNeverDeleted()
    {
        await using (await StartAsync(folder))
        {
        }

        var control = Path.Combine(Cluster, "global", "pg_control");
        await File.WriteAllBytesAsync(control, new byte[8192]);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(folder));

        Assert.Contains("FATAL", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(control));
    }

    static Task<PrivatePostgres> StartAsync(string folder) =>
        PrivatePostgres.StartAsync(folder, NullLogger.Instance, TimeProvider.System);

    static async Task<object?> UntilItAnswersAsync(PrivatePostgres postgres, string sql)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await ExecuteAsync(postgres, sql);
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
            {
                await Task.Yield();
            }
        }
    }

    static async Task<object?> ExecuteAsync(PrivatePostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
