using System.Diagnostics.Metrics;
using Grainwatch.Storage.Alerts;
using Npgsql;

namespace Grainwatch.Api.Alerts;

/// <summary>Counts what fires and what could not be delivered, for <c>/metrics</c>: it is in Postgres, so every process tells the same.</summary>
sealed class AlertGauges : BackgroundService
{
    /// <summary>As often as Prometheus asks by default, or more.</summary>
    static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    readonly NpgsqlDataSource database;
    readonly TimeProvider clock;
    volatile AlertTotals totals = AlertTotals.None;

    public AlertGauges(NpgsqlDataSource database, TimeProvider clock, IMeterFactory meters)
    {
        this.database = database;
        this.clock = clock;
        var meter = meters.Create("Grainwatch.Api");
        meter.CreateObservableGauge(
            "grainwatch.alerts.firing",
            () => totals.Firing.Select(entry => new Measurement<long>(entry.Count, new KeyValuePair<string, object?>("reason", entry.Reason))),
            "{anomaly}",
            "Anomalies that are open, by reason. Every process tells the same.");
        meter.CreateObservableGauge(
            "grainwatch.notifications.outbox",
            () => totals.Outbox.Select(entry => new Measurement<long>(
                entry.Count, new("receiver", entry.Receiver), new("state", entry.State))),
            "{message}",
            "Messages that have not arrived, by receiver and state: pending, or dead, which nobody will try again unasked. Every process tells the same.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                totals = await AlertTotals.ReadAsync(database, stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Others say that Postgres is away. Old numbers would look like new ones.
                totals = AlertTotals.None;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Period, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
