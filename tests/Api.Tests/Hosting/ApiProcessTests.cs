using System.Diagnostics;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Hosting;

/// <summary>The program as people run it: a process, its data folder, signals.</summary>
public sealed class ApiProcessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-process-").FullName;

    // Postgres runs as another user when the tests run as root, and must be able to pass through.
    public ApiProcessTests() => File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task ATermSignalEndsItAndItsPostgresWithCode0()
    {
        var (server, _) = await StartAsync();
        var postgres = PostgresId();

        await SignalAsync("-TERM", server);
        await server.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(0, server.ExitCode);
        Assert.False(Directory.Exists($"/proc/{postgres}"));
    }

    [Fact]
    public async Task KilledItTakesItsPostgresAlongAndStartsAgainOnTheSameFolder()
    {
        var (first, _) = await StartAsync();
        var postgres = PostgresId();
        var token = await File.ReadAllTextAsync(Path.Combine(folder, "admin.token"));

        await SignalAsync("-KILL", first);
        await first.WaitForExitAsync().WaitAsync(Patience);
        // Started while the old Postgres may still be on its way out.
        var (second, _) = await StartAsync();

        Assert.False(Directory.Exists($"/proc/{postgres}"));
        Assert.Equal(token, await File.ReadAllTextAsync(Path.Combine(folder, "admin.token")));
        await StopAsync(second);
    }

    [Fact]
    public async Task ASecondProcessOnTheSameFolderIsRefused()
    {
        var (first, _) = await StartAsync();

        var (code, errors) = await RunToItsEndAsync("--port=0", $"--data={folder}");

        Assert.Equal(1, code);
        Assert.Equal(
            $"grainwatch: The data folder {folder} is in use by another grainwatch. Stop that one, or choose another folder with --data.\n",
            errors);
        await StopAsync(first);
    }

    [Fact]
    public async Task APortThatIsTakenIsOneClearLine()
    {
        var (first, port) = await StartAsync();
        var other = Path.Combine(folder, "other");

        var (code, errors) = await RunToItsEndAsync($"--port={port}", $"--data={other}");

        Assert.Equal(1, code);
        Assert.Contains("already in use", errors, StringComparison.Ordinal);
        Assert.Single(errors, '\n');
        await StopAsync(first);
    }

    [Theory]
    [InlineData("--port=abc", "Grainwatch__Port")]
    [InlineData("--port=70000", "Grainwatch__Port")]
    [InlineData("--listen=nowhere", "Grainwatch__Listen")]
    [InlineData("--prot=7181", "--prot")]
    [InlineData("--data", "--data")]
    [InlineData("--Grainwatch:Http:MaxConnection=5", "Grainwatch__Http__MaxConnection")]
    [InlineData("--Grainwatch:Http:MaxConnections=0", "Grainwatch__Http__MaxConnections")]
    [InlineData("--Grainwatch:Probes:ResponseTimes:Trees=0", "Grainwatch__Probes__ResponseTimes__Trees makes no sense. It is 0 and must be 1 to 10,000.")]
    [InlineData("--Grainwatch:Probes:ResponseTimes:High:RobustZ=7", "Grainwatch__Probes__ResponseTimes__High__TrainingQuantile")]
    [InlineData("--Grainwatch:AdminToken=short", "Grainwatch__AdminToken")]
    [InlineData("--ConnectionStrings:Grainwatch=Hots=x", "ConnectionStrings__Grainwatch")]
    [InlineData("--ConnectionStrings:Grainwatch=Host=127.0.0.1;Port=1;Username=x", "ConnectionStrings__Grainwatch")]
    public async Task ASettingThatMakesNoSenseIsNamedInOneLine(string argument, string name)
    {
        var (code, errors) = await RunToItsEndAsync([$"--data={folder}", argument]);

        Assert.Equal(1, code);
        Assert.Contains(name, errors, StringComparison.Ordinal);
        Assert.StartsWith("grainwatch: ", errors, StringComparison.Ordinal);
        Assert.Single(errors, '\n');
    }

    async Task<(Process Server, int Port)> StartAsync()
    {
        var port = ServerProcess.FreePort();
        var server = Start($"--port={port}", $"--data={folder}");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    return ready.IsSuccessStatusCode;
                }
                catch (HttpRequestException) when (!server.HasExited)
                {
                    return false;
                }
            },
            "the server is ready",
            Patience);
        return (server, port);
    }

    static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Programs.Api, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    static async Task<(int Code, string Errors)> RunToItsEndAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await errors);
    }

    static async Task StopAsync(Process server)
    {
        await SignalAsync("-TERM", server);
        await server.WaitForExitAsync().WaitAsync(Patience);
        server.Dispose();
    }

    static async Task SignalAsync(string signal, Process process)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    string PostgresId() => File.ReadLines(Path.Combine(folder, "postgres", "cluster", "postmaster.pid")).First();
}
