using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>Stands for a receiver that cannot be used as it is configured. Its messages wait, and are seen to wait.</summary>
sealed class BrokenSender(string problem) : ISender
{
    public Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken) =>
        Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Failed(problem, IsPermanent: false));
}
