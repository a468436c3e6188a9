using System.CommandLine;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Tail;

/// <summary><c>grainwatch tail</c>: anomalies as they are pushed.</summary>
static class TailCommand
{
    public static Command Create()
    {
        ServerOptions server = new();
        Command command = new("tail", "Show anomalies as they fire and resolve, until Ctrl-C.");
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            await foreach (var anomaly in new AnomalyStream(client).ReadAsync(cancellationToken))
            {
                Terminal.Line(AnomalyLine.Markup(anomaly, TimeProvider.System.GetUtcNow()));
            }

            return 0;
        });
        return command;
    }
}
