namespace Grainwatch.Api.Alerts.Receivers.Email;

/// <param name="Lines">Without the code.</param>
readonly record struct SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 400;

    public SmtpException Error(string what) => new($"{what}: the mail server answered {this}", Code >= 500);

    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";
}
