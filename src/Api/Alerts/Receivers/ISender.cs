using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>Delivers to one receiver. The same message may come again: after a crash nobody knows whether it had arrived.</summary>
interface ISender
{
    /// <param name="cancellationToken">Also carries the time-out.</param>
    Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken);
}
