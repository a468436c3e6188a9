using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Generate;

/// <summary>The options that all simulated data has, and its way to the server.</summary>
sealed class TrafficOptions
{
    readonly ServerOptions server = new();
    readonly Option<double> rate;
    readonly Option<double> duration = new("--duration") { Description = "For how many seconds. Default: until Ctrl-C." };
    readonly Option<int> seed = new("--seed") { Description = "The same seed gives the same rows.", DefaultValueFactory = _ => 1 };
    readonly Option<double> incidents = new("--incidents")
    {
        Description = "Seconds from the beginning of one incident to the next, each 20 s long, the first after 5 s. 0 for none.",
        DefaultValueFactory = _ => 240,
    };

    public TrafficOptions(double usualRate)
    {
        rate = new("--rate") { Description = "Everyday rows a second.", DefaultValueFactory = _ => usualRate };
        Require(rate, value => value is > 0 and <= 100_000, "more than 0, at most 100000");
        Require(duration, value => value is >= 0 and <= 1e7, "0 to 10000000");
        Require(incidents, value => value is 0 or >= 25 and <= 1e7, "0, or 25 to 10000000");
    }

    public void AddTo(Command command)
    {
        command.Options.Add(rate);
        command.Options.Add(duration);
        command.Options.Add(seed);
        command.Options.Add(incidents);
        server.AddTo(command);
    }

    public bool HasPace(ParseResult arguments) =>
        arguments.GetResult(rate) is { Implicit: false } || arguments.GetResult(duration) is { Implicit: false };

    public int Seed(ParseResult arguments) => arguments.GetRequiredValue(seed);

    public GrainwatchClient Connect(ParseResult arguments) => server.Connect(arguments);

    /// <param name="traffic">Makes it, of a seed, a start, a rate and a schedule of incidents.</param>
    public async Task<int> RunAsync<T>(
        ParseResult arguments,
        string dataSource,
        JsonTypeInfo<T> json,
        Func<int, DateTimeOffset, double, IncidentSchedule, ITraffic<T>> traffic,
        CancellationToken cancellationToken)
    {
        using var client = server.Connect(arguments);
        var every = arguments.GetRequiredValue(incidents);
        var seconds = arguments.GetValue(duration);
        var time = TimeProvider.System;
        var start = time.GetUtcNow();
        var schedule = every == 0
            ? IncidentSchedule.None
            : new IncidentSchedule(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(every));
        var sender = new RowSender<T>(client, dataSource, json, time);
        var pump = new TrafficPump<T>(sender, traffic(Seed(arguments), start, arguments.GetRequiredValue(rate), schedule), time);
        try
        {
            await pump.RunAsync(seconds > 0 ? start + TimeSpan.FromSeconds(seconds) : DateTimeOffset.MaxValue, (_, _) => { }, cancellationToken);
        }
        finally
        {
            Report(sender);
        }

        return 0;
    }

    public static void Report<T>(RowSender<T> sender) =>
        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{sender.Sent} rows stored, {sender.Quarantined} quarantined"));

    static void Require(Option<double> option, Func<double, bool> isRight, string expected) => option.Validators.Add(result =>
    {
        if (!isRight(result.GetValueOrDefault<double>()))
        {
            result.AddError($"{option.Name} must be {expected}.");
        }
    });
}
