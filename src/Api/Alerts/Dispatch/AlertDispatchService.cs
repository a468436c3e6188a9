namespace Grainwatch.Api.Alerts.Dispatch;

/// <summary>Runs the dispatcher over and over.</summary>
sealed partial class AlertDispatchService(
    AlertDispatcher dispatcher, AlertOptions options, TimeProvider clock, ILogger<AlertDispatchService> logger) : BackgroundService
{
    /// <summary>When Postgres is away, saying so more often helps nobody.</summary>
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Poll, clock);
        try
        {
            do
            {
                await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await dispatcher.RunAsync(stoppingToken))
            {
            }
        }
        catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, failed);
            await Task.Delay(PauseAfterFailure, clock, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Anomalies could not be turned into notifications; this is tried again")]
    static partial void LogFailed(ILogger logger, Exception failed);
}
