using System.Globalization;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Generate;
using Grainwatch.Cli.Output;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Demo;

/// <summary>Sets the thresholds, opens the stream of anomalies, and then lets the shop run until it is stopped.</summary>
/// <param name="probed">Null where nothing is probed.</param>
sealed class DemoRun(GrainwatchClient client, ProbedService? probed, int seed, TimeProvider time)
{
    static readonly IncidentSchedule Incidents = new(
        First: TimeSpan.FromSeconds(5), Length: TimeSpan.FromSeconds(20), Every: TimeSpan.FromMinutes(4));

    readonly BreachClock breaches = new(ShopCatalogue.Thresholds, time);
    Incident? shown;
    bool hasFired;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (service, severity, perMinute) in ShopCatalogue.Thresholds)
        {
            await client.PutThresholdAsync(service, severity, perMinute, cancellationToken);
        }

        await (probed?.DefineAsync(client, cancellationToken) ?? Task.CompletedTask);
        await TryIt.PrintAsync(client, cancellationToken);
        var stream = new AnomalyStream(client);
        // What ends one ends the other: without the stream there is nothing to see.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var showing = ShowAsync(stream, both.Token);
        await Task.WhenAny(stream.Connected, showing);
        Say($"A small shop logs {ShopTraffic.UsualRate} lines a second. Something will break in a moment; Ctrl-C ends it all. Times are UTC.");
        var traffic = new ShopTraffic(seed, time.GetUtcNow(), ShopTraffic.UsualRate, Incidents);
        var sending = SendAsync(traffic, both.Token);
        var first = await Task.WhenAny(showing, sending);
        await both.CancelAsync();
        await first;
    }

    async Task SendAsync(ShopTraffic traffic, CancellationToken cancellationToken)
    {
        var sender = new RowSender<ShopLog>(client, "system_logs", CliJson.Default.ShopLog, time);
        await new TrafficPump<ShopLog>(sender, traffic, time).RunAsync(
            DateTimeOffset.MaxValue,
            (logs, timestamp) =>
            {
                Narrate(traffic.Incident, sender.Sent);
                breaches.Sending(logs, timestamp);
            },
            cancellationToken);
    }

    async Task ShowAsync(AnomalyStream stream, CancellationToken cancellationToken)
    {
        await foreach (var anomaly in stream.ReadAsync(cancellationToken))
        {
            var sinceSent = anomaly.State == "firing" ? breaches.Since(anomaly.Service, anomaly.Severity, anomaly.FirstMinute) : null;
            Terminal.Line(AnomalyLine.Markup(anomaly, time.GetUtcNow(), sinceSent));
            if (!hasFired && anomaly.State == "firing")
            {
                hasFired = true;
                await TryIt.PrintAsync(client, cancellationToken);
            }
        }
    }

    void Narrate(Incident? incident, long sent)
    {
        if (incident != shown)
        {
            Say(incident is null
                ? $"It works again. {sent} logs so far. An anomaly resolves after a whole minute under its threshold; the next incident comes in a few minutes."
                : $"Something breaks: {incident.What}.");
            shown = incident;
            if (incident is null)
            {
                probed?.Mend();
            }
            else
            {
                probed?.Break();
            }
        }
    }

    void Say(string text) =>
        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"[grey]{time.GetUtcNow().UtcDateTime:HH:mm:ss.fff}  {Terminal.Escape(text)}[/]"));
}
