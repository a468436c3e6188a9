using System.CommandLine;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Target;

/// <summary><c>grainwatch target</c>: a server to try probes on.</summary>
static class TargetCommand
{
    public static Command Create()
    {
        Option<int> port = new("--port") { Description = "The port to listen on; 0 takes a free one.", DefaultValueFactory = _ => 7190 };
        Command command = new("target", "Serve HTTP on this machine with the latency and status that you say, to try probes on.") { port };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using TargetServer target = new(arguments.GetRequiredValue(port), TimeProvider.System);
            Terminal.Plain($"Listens at {target.Url} and answers 200 after 20 ms. To change that:");
            Terminal.Plain($"  curl -X POST '{target.Url}script?latency_ms=700'");
            Terminal.Plain($"  curl -X POST '{target.Url}script?status=503'");
            Terminal.Plain("A server reaches it with the setting Grainwatch__Probes__AllowedNetworks__0=127.0.0.0/8.");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        });
        return command;
    }
}
