using System.CommandLine;
using Grainwatch.Cli.Connection;

namespace Grainwatch.Cli.Demo;

/// <summary><c>grainwatch demo</c>: a small shop, its logs, and what breaks in it.</summary>
static class DemoCommand
{
    /// <summary>The server may have been started a moment ago.</summary>
    static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    public static Command Create()
    {
        ServerOptions server = new();
        Option<int> seed = new("--seed") { Description = "The same seed gives the same logs.", DefaultValueFactory = _ => 1 };
        Option<bool> probes = new("--probes")
        {
            Description = "Also run a service that breaks, and have the server probe it: needs the server on this machine, with Grainwatch__Probes__AllowedNetworks__0=127.0.0.0/8.",
        };
        Command command = new("demo", "Stream simulated logs of a small shop with incidents in them, and show the anomalies as they are pushed.") { seed, probes };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = await server.ConnectAsync(arguments, StartPatience, cancellationToken);
            await using var probed = arguments.GetValue(probes) ? new ProbedService(TimeProvider.System) : null;
            await new DemoRun(client, probed, arguments.GetRequiredValue(seed), TimeProvider.System).RunAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
