using System.Threading.Channels;
using Grainwatch.Domain.ResponseTimes;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>Trains the models of all probes, one after the other: a thousand that are due at once must not keep the runs from the processors.</summary>
sealed class ModelTrainer(ResponseTimeSettings settings) : BackgroundService
{
    readonly Channel<(WatchedProbe Watched, IReadOnlyList<TrainingRow> Rows)> due =
        Channel.CreateUnbounded<(WatchedProbe, IReadOnlyList<TrainingRow>)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>To be called by the one who runs the probe. Each probe waits here at most once, which bounds the queue.</summary>
    public void TrainIfDue(WatchedProbe watched)
    {
        if (!watched.IsTraining && watched.Monitor.ResponseTimes.TrainingDue)
        {
            watched.IsTraining = true;
            due.Writer.TryWrite((watched, watched.Monitor.ResponseTimes.Training()));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (watched, rows) in due.Reader.ReadAllAsync(stoppingToken))
        {
            watched.Offer(ResponseTimeModel.Train(rows, settings));
        }
    }
}
