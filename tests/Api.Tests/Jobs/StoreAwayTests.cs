using Grainwatch.Api.Jobs;
using Grainwatch.Domain.Jobs;
using Grainwatch.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Api.Tests.Jobs;

public sealed class StoreAwayTests
{
    readonly ListLogger log = new();

    [Fact]
    public async Task AJobThatPostgresIsAwayForLeavesOneLine()
    {
        var (level, exception, text) = await FirstLineAsync(async cancellationToken =>
        {
            await using NpgsqlConnection connection = new("Host=127.0.0.1;Port=1;Username=nobody");
            await connection.OpenAsync(cancellationToken);
        });

        Assert.Equal(LogLevel.Warning, level);
        Assert.Null(exception);
        Assert.StartsWith("The job test waits for Postgres", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJobThatHasAFaultLeavesItsTrace()
    {
        var (level, exception, _) = await FirstLineAsync(_ => throw new InvalidOperationException("a fault"));

        Assert.Equal(LogLevel.Error, level);
        Assert.IsType<InvalidOperationException>(exception);
    }

    async Task<(LogLevel Level, Exception? Exception, string Text)> FirstLineAsync(Func<CancellationToken, Task> run)
    {
        using PeriodicJobRunner runner = new([new Job(run)], TimeProvider.System, log);
        await runner.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(log.Lines.Count > 0), "the runner says something");
        await runner.StopAsync(CancellationToken.None);
        return log.Lines[0];
    }

    sealed class Job(Func<CancellationToken, Task> run) : IPeriodicJob
    {
        public string Name => "test";

        public TimeSpan Period => TimeSpan.FromHours(1);

        public Task RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
    }

    sealed class ListLogger : ILogger<PeriodicJobRunner>
    {
        readonly List<(LogLevel, Exception?, string)> lines = [];

        public IReadOnlyList<(LogLevel Level, Exception? Exception, string Text)> Lines
        {
            get
            {
                lock (lines)
                {
                    return [.. lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
            {
                lines.Add((logLevel, exception, formatter(state, exception)));
            }
        }
    }
}
