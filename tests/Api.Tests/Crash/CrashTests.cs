using Grainwatch.Testing.Crash;
using Grainwatch.Testing.Fuzz;
using Grainwatch.Testing.Processes;
using Npgsql;
using Xunit.Abstractions;

namespace Grainwatch.Api.Tests.Crash;

/// <summary>A few rounds of what <c>tests/Soak</c> does at length: <c>crash</c> and <c>fuzz</c>.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    const int Rounds = 3;
    const int MalformedRequests = 4000;
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grainwatch-crash-");

    string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(folder.FullName, "postgres", "socket"),
        Username = "grainwatch",
        Database = "grainwatch",
        Pooling = false,
    }.ConnectionString;

    [Theory]
    [InlineData(CrashSeries.Victim.Server)]
    [InlineData(CrashSeries.Victim.Postgres)]
    public async Task EveryAcknowledgedLogIsThereOnceAndEveryBreachHasItsAnomaly(CrashSeries.Victim victim)
    {
        AllowPostgresToPass();
        var series = new CrashSeries(Programs.Api, folder.FullName, ConnectionString, output.WriteLine);

        Assert.Empty(await series.RunAsync(victim, Rounds, seed: 7, CancellationToken.None));
    }

    [Fact]
    public async Task NoMalformedRequestBreaksTheServerOrAGoodLogBesideIt()
    {
        AllowPostgresToPass();
        await using var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = folder.FullName,
        });
        await server.StartAsync();

        Assert.Empty(await FuzzSeries.RunAsync(server, ConnectionString, MalformedRequests, seed: 7, output.WriteLine, CancellationToken.None));
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>It runs as another user when the tests run as root.</summary>
    void AllowPostgresToPass() => File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
}
