using Grainwatch.Domain.Jobs;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Dispatch;

/// <summary>Forgets messages and silences that ended long ago.</summary>
sealed class ForgetNotificationsJob(NotificationOutbox outbox, AlertOptions options, TimeProvider clock) : IPeriodicJob
{
    public string Name => "forget-notifications";

    public TimeSpan Period => TimeSpan.FromHours(1);

    public Task RunAsync(CancellationToken cancellationToken) =>
        outbox.ForgetBeforeAsync(clock.GetUtcNow().AddDays(-options.KeepDays), cancellationToken);
}
