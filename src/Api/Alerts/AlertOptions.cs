using System.ComponentModel.DataAnnotations;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts;

/// <summary>How notifications are made and delivered. Configuration section <c>Grainwatch:Alerts</c>.</summary>
public sealed class AlertOptions : IValidatableObject
{
    /// <summary>The address under which people reach this server; messages link back to it. Default: http://localhost with the port.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>How often to look for anomalies to tell of and for messages to deliver, in milliseconds. Default 500.</summary>
    [Range(10, 60_000)]
    public int PollMilliseconds { get; set; } = 500;

    /// <summary>How long one attempt to deliver a message may take, in seconds. Default 15.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>After how many attempts a message is given up, to be seen among the dead ones. Default 20, which is about two hours.</summary>
    [Range(1, 1000)]
    public int Attempts { get; set; } = 20;

    /// <summary>The wait after the first attempt, in seconds; it doubles with each one. Default 2.</summary>
    [Range(0.01, 3600)]
    public double RetrySeconds { get; set; } = 2;

    /// <summary>The longest wait between two attempts, in seconds. Default 600.</summary>
    [Range(0.01, 86_400)]
    public double MaxRetrySeconds { get; set; } = 600;

    /// <summary>How many messages a process delivers to one receiver at a time. Default 4.</summary>
    [Range(1, 100)]
    public int ParallelPerReceiver { get; set; } = 4;

    /// <summary>For how many days messages, their attempts and ended silences are kept. Default 90.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 90;

    internal TimeSpan Poll => TimeSpan.FromMilliseconds(PollMilliseconds);

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    internal RetryPolicy Retry => new(TimeSpan.FromSeconds(RetrySeconds), TimeSpan.FromSeconds(MaxRetrySeconds), Attempts);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is not null && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            yield return new ValidationResult($"'{PublicUrl}' is no address that begins with http:// or https://.", [nameof(PublicUrl)]);
        }
    }
}
