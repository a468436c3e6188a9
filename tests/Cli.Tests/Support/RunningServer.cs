using Grainwatch.Testing.Processes;

namespace Grainwatch.Cli.Tests.Support;

/// <summary>The embedded server as a process on a data folder of its own.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-cli-").FullName;
    ServerProcess? server;

    public string Url => server!.Address.ToString();

    public async Task InitializeAsync()
    {
        // Postgres runs as another user when the tests run as root, and must be able to pass through.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = folder,
            ["Grainwatch__Probes__AllowedNetworks__0"] = "127.0.0.0/8",
        });
        await server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await server!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
