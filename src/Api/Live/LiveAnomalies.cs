using System.Text.Json;
using Grainwatch.Api.Anomalies;
using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Api.Live;

/// <summary>Tells the open pages of anomalies, the moment they fire and resolve.</summary>
sealed class LiveAnomalies(LiveHub hub, AnomalyStream stream, TimeProvider time) : BackgroundService
{
    static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var one in stream.ReadAsync(afterId: null, stoppingToken))
                {
                    if (one is not null)
                    {
                        hub.Send(ServerEvents.Event(
                            one.Kind.Name(), JsonSerializer.Serialize(AnomalyBody.Of(one.Anomaly), AnomalyJson.Default.AnomalyBody)));
                    }
                }
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Postgres or the feed is not there yet. The pages ask again when frames come again.
            }

            await Task.Delay(RetryPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
