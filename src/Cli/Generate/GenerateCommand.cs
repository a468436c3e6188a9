using System.CommandLine;
using Grainwatch.Cli.Audit;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Shop;
using Grainwatch.Cli.Tracking;

namespace Grainwatch.Cli.Generate;

/// <summary><c>grainwatch generate</c>: simulated rows, one sub-command for each kind.</summary>
static class GenerateCommand
{
    public static Command Create() => new("generate", "Send simulated, seeded data.") { LogAnomaly(), Events(), AuditLogCommand.Create() };

    static Command LogAnomaly()
    {
        TrafficOptions options = new(ShopTraffic.UsualRate);
        Command command = new("log-anomaly", "Logs of a small shop, to the data source system_logs. In an incident, services log errors.");
        options.AddTo(command);
        command.SetAction((arguments, cancellationToken) => options.RunAsync(
            arguments, "system_logs", CliJson.Default.ShopLog, (seed, start, rate, incidents) => new ShopTraffic(seed, start, rate, incidents), cancellationToken));
        return command;
    }

    static Command Events()
    {
        TrafficOptions options = new(EventTraffic.UsualRate);
        Command command = new("events", "What users do in a web shop and its apps, to the data source events. In an incident, a bot reads pages.");
        options.AddTo(command);
        command.SetAction((arguments, cancellationToken) => options.RunAsync(
            arguments, "events", CliJson.Default.UserEvent, (seed, start, rate, incidents) => new EventTraffic(seed, start, rate, incidents), cancellationToken));
        return command;
    }
}
