using System.Security.Cryptography.X509Certificates;

namespace Grainwatch.Api.Alerts.Receivers.Email;

enum SmtpTls
{
    /// <summary>Plain at first, TLS before anything is said. A server that does not offer it is refused.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Implicit,
    None,
}

sealed class SmtpSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required SmtpTls Tls { get; init; }

    /// <summary>Who may have signed the server's certificate; null for those that the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }
}
