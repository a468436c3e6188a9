using System.CommandLine;
using System.Globalization;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Generate;

/// <summary><c>grainwatch generate</c>: simulated rows, one sub-command for each kind.</summary>
static class GenerateCommand
{
    public static Command Create() => new("generate", "Send simulated, seeded data.") { LogAnomaly() };

    static Command LogAnomaly()
    {
        ServerOptions server = new();
        Option<double> rate = new("--rate") { Description = "Everyday logs a second.", DefaultValueFactory = _ => ShopTraffic.UsualRate };
        Option<double> duration = new("--duration") { Description = "For how many seconds. Default: until Ctrl-C." };
        Option<int> seed = new("--seed") { Description = "The same seed gives the same logs.", DefaultValueFactory = _ => 1 };
        Option<double> incidents = new("--incidents")
        {
            Description = "Seconds from the beginning of one incident to the next, each 20 s long, the first after 5 s. 0 for none.",
            DefaultValueFactory = _ => 240,
        };
        Require(rate, value => value is > 0 and <= 100_000, "more than 0, at most 100000");
        Require(duration, value => value is >= 0 and <= 1e7, "0 to 10000000");
        Require(incidents, value => value is 0 or >= 25 and <= 1e7, "0, or 25 to 10000000");
        Command command = new("log-anomaly", "Logs of a small shop, to the data source system_logs.") { rate, duration, seed, incidents };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            var every = arguments.GetRequiredValue(incidents);
            var seconds = arguments.GetValue(duration);
            var time = TimeProvider.System;
            var start = time.GetUtcNow();
            var schedule = every == 0
                ? IncidentSchedule.None
                : new IncidentSchedule(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(every));
            var pump = new TrafficPump(client, new ShopTraffic(arguments.GetRequiredValue(seed), start, arguments.GetRequiredValue(rate), schedule), time);
            try
            {
                var until = seconds > 0 ? start + TimeSpan.FromSeconds(seconds) : DateTimeOffset.MaxValue;
                await pump.RunAsync(until, (_, _) => { }, cancellationToken);
            }
            finally
            {
                Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{pump.Sent} logs stored, {pump.Quarantined} quarantined"));
            }

            return 0;
        });
        return command;
    }

    static void Require(Option<double> option, Func<double, bool> isRight, string expected) => option.Validators.Add(result =>
    {
        if (!isRight(result.GetValueOrDefault<double>()))
        {
            result.AddError($"{option.Name} must be {expected}.");
        }
    });
}
