using Grainwatch.Api.Hosting;
using Grainwatch.Storage.Postgres;

namespace Grainwatch.Silo.Hosting;

/// <summary>
/// The command <c>postgres</c>: a private Postgres for the processes of a cluster on one machine. Prints the connection string that they
/// take as <c>ConnectionStrings__Grainwatch</c>, and runs until it is stopped.
/// </summary>
static class PostgresCommand
{
    public const string Name = "postgres";

    public static async Task RunAsync(string[] args, CancellationToken stopping)
    {
        var builder = GrainwatchBuilder.Create(args);
        using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole());
        using var folder = DataFolder.OpenExclusively(builder.Configuration);
        await using var postgres = await PrivatePostgres.StartAsync(
            folder.Path, loggers.CreateLogger<PrivatePostgres>(), TimeProvider.System, cancellationToken: stopping);
        await Console.Out.WriteLineAsync(postgres.ConnectionString);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
    }
}
