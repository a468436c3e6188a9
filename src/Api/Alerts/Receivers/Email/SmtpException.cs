namespace Grainwatch.Api.Alerts.Receivers.Email;

/// <summary>The mail server did not do as asked.</summary>
/// <param name="isPermanent">By the protocol: an answer of 500 and above will be the same next time.</param>
sealed class SmtpException(string message, bool isPermanent) : Exception(message)
{
    public bool IsPermanent { get; } = isPermanent;
}
