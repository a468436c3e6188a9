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
        Command command = new("demo", "Stream simulated logs of a small shop with incidents in them, and show the anomalies as they are pushed.") { seed };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = await server.ConnectAsync(arguments, StartPatience, cancellationToken);
            await new DemoRun(client, arguments.GetRequiredValue(seed), TimeProvider.System).RunAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
