using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers.Email;

/// <summary>
/// E-mail over SMTP. Settings: <c>host</c>, <c>port</c>, <c>tls</c> (starttls, implicit or none), <c>ca_file</c>, <c>username</c>,
/// <c>password_secret</c>, <c>from</c> and <c>to</c>.
/// </summary>
sealed class EmailChannel(TimeProvider clock) : IChannel
{
    const int MaxRecipients = 100;

    public string Kind => "email";

    public ISender Read(SpecReader spec, Secrets secrets)
    {
        var host = spec.RequiredText("host", "smtp.example.com");
        var (tls, usualPort) = spec.Text("tls") switch
        {
            null or "starttls" => (SmtpTls.StartTls, 587),
            "implicit" => (SmtpTls.Implicit, 465),
            "none" => (SmtpTls.None, 25),
            var other => throw spec.Error("tls", $"'{other}' is not one of starttls, implicit, none."),
        };
        var settings = new SmtpSettings
        {
            Host = host,
            Port = spec.Count("port", 1, 65535) ?? usualPort,
            Tls = tls,
            Authorities = ReadAuthorities(spec),
            Username = spec.Text("username"),
            Password = secrets.Read(spec, "password_secret"),
        };
        if (settings.Username is null != settings.Password is null)
        {
            throw spec.Error("username and password_secret belong together: give both or neither.");
        }

        if (settings.Username is not null && tls is SmtpTls.None && host is not ("localhost" or "127.0.0.1" or "::1"))
        {
            throw spec.Error("tls", "Without TLS the password would go over the network for all to read. Use starttls or implicit.");
        }

        var to = spec.Texts("to") ?? throw spec.Error("to", "It is missing. Write an address, or a list of them.");
        if (to.Count is 0 or > MaxRecipients)
        {
            throw spec.Error("to", $"There are {to.Count} addresses; 1 to {MaxRecipients} are allowed.");
        }

        return new EmailSender(
            settings, Address(spec, "from", spec.RequiredText("from", "Grainwatch <alerts@example.com>")), [.. to.Select(text => Address(spec, "to", text))], clock);
    }

    static MailAddress Address(SpecReader spec, string field, string text) =>
        MailAddress.TryCreate(text, out var address) && !text.Any(char.IsControl) && address.User.All(char.IsAscii)
            ? address
            : throw spec.Error(field, $"'{text}' is no e-mail address. Write name@example.com or 'Name <name@example.com>'; before the '@' only ASCII is allowed.");

    static X509Certificate2Collection? ReadAuthorities(SpecReader spec)
    {
        if (spec.Text("ca_file") is not { } file)
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw spec.Error("ca_file", $"It cannot be read: {unreadable.Message}");
        }

        return authorities.Count > 0 ? authorities : throw spec.Error("ca_file", "There is no certificate in that file.");
    }
}
