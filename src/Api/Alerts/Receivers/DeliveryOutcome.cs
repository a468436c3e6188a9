namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>How one attempt to deliver a message ended.</summary>
abstract record DeliveryOutcome
{
    /// <param name="Detail">What the receiver said, for the log.</param>
    public sealed record Delivered(string Detail) : DeliveryOutcome;

    /// <param name="Problem">What went wrong, without any secret.</param>
    /// <param name="IsPermanent">Whether trying again is useless until somebody changes something.</param>
    /// <param name="RetryAfter">When the receiver asked to be tried again.</param>
    public sealed record Failed(string Problem, bool IsPermanent, TimeSpan? RetryAfter = null) : DeliveryOutcome;
}
