using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Messages;

/// <summary>Where messages lead back to.</summary>
/// <param name="publicUrl">The address of this server as people reach it.</param>
sealed class MessageLinks(Uri publicUrl)
{
    public Uri Home { get; } = new(publicUrl.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>Behind the '#': the page shows the anomaly, and asks for a token itself when it has none.</summary>
    public Uri To(AlertReport? alert) => alert is null ? Home : new Uri(Home, $"#/anomalies/{alert.AnomalyId}");
}
