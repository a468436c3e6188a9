using System.Text.Json.Serialization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Anomalies;

/// <summary>An anomaly with what became of it.</summary>
sealed record AnomalyDetail : AnomalyBody
{
    public AnomalyDetail(Anomaly anomaly, AnomalyHistory history) : base(Of(anomaly))
    {
        Transitions = history.Transitions;
        Acknowledgements = history.Acknowledgements;
        Suppressions = history.Suppressions;
        Notifications = history.Notifications;
    }

    [JsonPropertyOrder(1)]
    public IReadOnlyList<AnomalyTransition> Transitions { get; }

    /// <summary>Who said that they look after it.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<Acknowledgement> Acknowledgements { get; }

    /// <summary>Who was not told, and why.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<SuppressionNote> Suppressions { get; }

    /// <summary>Who was told, with every attempt.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<NotificationNote> Notifications { get; }
}
