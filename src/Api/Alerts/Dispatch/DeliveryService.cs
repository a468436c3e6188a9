using System.Collections.Concurrent;
using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Domain.Alerts.Delivery;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Dispatch;

/// <summary>
/// Delivers what is in the outbox. Each receiver has places of its own, so one that hangs fills its own and delays no other.
/// </summary>
sealed partial class DeliveryService(
    NotificationOutbox outbox,
    CurrentConfiguration resources,
    MessageLinks links,
    AlertOptions options,
    TimeProvider clock,
    AlertMetrics metrics,
    ILogger<DeliveryService> logger) : BackgroundService
{
    /// <summary>What an attempt may take beyond its time-out, to be written down.</summary>
    static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(10);

    /// <summary>When Postgres is away, saying so more often helps nobody.</summary>
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, int> underWay = new();
    readonly ConcurrentDictionary<Task, bool> deliveries = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Poll, clock);
        try
        {
            do
            {
                await StartDueAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        // Each ends soon, because its token is cancelled too, and gives its message back.
        await Task.WhenAll(deliveries.Keys);
    }

    async Task StartDueAsync(CancellationToken stoppingToken)
    {
        try
        {
            var now = clock.GetUtcNow();
            foreach (var receiver in await outbox.DueReceiversAsync(now, stoppingToken))
            {
                var places = options.ParallelPerReceiver - underWay.GetValueOrDefault(receiver);
                if (places <= 0)
                {
                    continue;
                }

                foreach (var leased in await outbox.LeaseAsync(receiver, places, now, Until(now), stoppingToken))
                {
                    Start(receiver, leased, stoppingToken);
                }
            }
        }
        catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, failed);
            await Task.Delay(PauseAfterFailure, clock, stoppingToken);
        }
    }

    void Start(string receiver, LeasedMessage leased, CancellationToken stoppingToken)
    {
        underWay.AddOrUpdate(receiver, 1, (_, count) => count + 1);
        var delivery = Task.Run(() => DeliverAsync(leased, stoppingToken), CancellationToken.None);
        deliveries[delivery] = true;
        delivery.ContinueWith(
            done =>
            {
                underWay.AddOrUpdate(receiver, 0, (_, count) => count - 1);
                deliveries.TryRemove(done, out _);
            },
            TaskScheduler.Default);
    }

    async Task DeliverAsync(LeasedMessage leased, CancellationToken stoppingToken)
    {
        try
        {
            var start = clock.GetUtcNow();
            var outcome = await AttemptAsync(leased.Message, stoppingToken);
            var now = clock.GetUtcNow();
            var record = Judge(leased, outcome, start, now);
            metrics.Delivered(leased.Message.Receiver, record.Problem is null ? "delivered" : record.RetryAt is null ? "dead" : "failed", now - start);
            Log(leased, record);
            // Also when the process stops: what has arrived must not be sent again.
            await outbox.RecordAsync(leased, record, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await GiveBackAsync(leased);
        }
        catch (Exception failed)
        {
            // The lease ends by itself, and the message is tried again.
            LogFailed(logger, failed);
        }
    }

    async Task<DeliveryOutcome> AttemptAsync(AlertMessage message, CancellationToken stoppingToken)
    {
        if (await resources.FindReceiverAsync(message.Receiver, stoppingToken) is not { } receiver)
        {
            return new DeliveryOutcome.Failed($"There is no receiver '{message.Receiver}' any more.", IsPermanent: true);
        }

        using var timeout = new CancellationTokenSource(options.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            return await receiver.SendAsync(message, links, stop.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.Failed($"no answer within {options.TimeoutSeconds} s", IsPermanent: false);
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
        {
            LogFailed(logger, unforeseen);
            return new DeliveryOutcome.Failed($"{unforeseen.GetType().Name}: {unforeseen.Message}", IsPermanent: false);
        }
    }

    DeliveryRecord Judge(LeasedMessage leased, DeliveryOutcome outcome, DateTimeOffset start, DateTimeOffset now)
    {
        if (outcome is DeliveryOutcome.Delivered delivered)
        {
            return new DeliveryRecord(start, now - start, null, delivered.Detail, null);
        }

        var failed = (DeliveryOutcome.Failed)outcome;
        var wait = failed.IsPermanent ? null : options.Retry.WaitAfter(leased.Attempt, Random.Shared.NextDouble());
        return new DeliveryRecord(start, now - start, failed.Problem, "", wait is null ? null : now + (failed.RetryAfter > wait ? failed.RetryAfter.Value : wait.Value));
    }

    async Task GiveBackAsync(LeasedMessage leased)
    {
        try
        {
            await outbox.ReleaseAsync(leased, CancellationToken.None);
        }
        catch (Exception failed)
        {
            LogFailed(logger, failed);
        }
    }

    DateTimeOffset Until(DateTimeOffset now)
    {
        var until = now + options.Timeout + LeaseMargin;
        // As exact as Postgres keeps it: it is compared.
        return until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMillisecond));
    }

    void Log(LeasedMessage leased, DeliveryRecord record)
    {
        var message = leased.Message;
        if (record.Problem is null)
        {
            LogDelivered(logger, message.Receiver, message.Reason.ToString(), message.FiringCount, message.ResolvedCount, message.Id);
        }
        else if (record.RetryAt is { } again)
        {
            LogRetry(logger, message.Receiver, leased.Attempt, record.Problem, again, message.Id);
        }
        else
        {
            LogDead(logger, message.Receiver, leased.Attempt, record.Problem, message.Id);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Told {Receiver} ({Reason}): {Firing} firing, {Resolved} resolved; message {Message}")]
    static partial void LogDelivered(ILogger logger, string receiver, string reason, int firing, int resolved, Guid message);

    [LoggerMessage(2, LogLevel.Warning, "{Receiver} could not be told, attempt {Attempt}: {Problem}. Next attempt at {Again}; message {Message}")]
    static partial void LogRetry(ILogger logger, string receiver, int attempt, string problem, DateTimeOffset again, Guid message);

    [LoggerMessage(3, LogLevel.Error, "{Receiver} could not be told, attempt {Attempt}: {Problem}. Given up; message {Message} is kept among the dead ones")]
    static partial void LogDead(ILogger logger, string receiver, int attempt, string problem, Guid message);

    [LoggerMessage(4, LogLevel.Error, "Delivering failed; this is tried again")]
    static partial void LogFailed(ILogger logger, Exception failed);
}
