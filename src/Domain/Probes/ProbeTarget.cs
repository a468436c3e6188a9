using System.Text.RegularExpressions;

namespace Grainwatch.Domain.Probes;

/// <summary>What a probe checks.</summary>
public abstract record ProbeTarget
{
    /// <summary>The word for it in files, in the API and in the results.</summary>
    public abstract string Kind { get; }
}

/// <summary>An HTTP request and its answer. Without an assertion on the status, it must be 2xx.</summary>
public sealed record HttpTarget(Uri Url) : ProbeTarget
{
    public const int DefaultRedirects = 5;

    public const int MaxRedirects = 20;

    public override string Kind => "http";

    public string Method { get; init; } = "GET";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Sent as it is, in UTF-8; its type is the header Content-Type, or text/plain.</summary>
    public string? Body { get; init; }

    public HttpCredentials? Credentials { get; init; }

    /// <summary>How many redirects are followed; 0 takes the first answer. One more than allowed is a failure. Default 5.</summary>
    public int Redirects { get; init; } = DefaultRedirects;

    public TlsRules Tls { get; init; } = new();
}

/// <summary>Sent to the origin of the probe's URL only, never on to where it redirects.</summary>
public abstract record HttpCredentials
{
    public sealed record Basic(string User, string Password) : HttpCredentials;

    public sealed record Bearer(string Token) : HttpCredentials;
}

/// <summary>A connection that must come about; with <paramref name="Tls"/> a TLS handshake too.</summary>
public sealed record TcpTarget(string Host, int Port, TlsRules? Tls = null) : ProbeTarget
{
    public override string Kind => "tcp";
}

/// <summary>A question to a DNS server.</summary>
/// <param name="Server">Host or address, with a port or not; null for the server that this machine uses.</param>
/// <param name="Matches">At least one record of the type must match; null when any record will do.</param>
public sealed record DnsTarget(string Name, DnsRecordType Type, string? Server = null, Regex? Matches = null) : ProbeTarget
{
    public override string Kind => "dns";
}

/// <summary>A certificate that must be valid for some time yet.</summary>
/// <param name="MinDays">Fails when fewer days are left.</param>
public sealed record TlsTarget(string Host, int Port, double MinDays, TlsRules Tls) : ProbeTarget
{
    public const int DefaultPort = 443;

    public const double DefaultMinDays = 14;

    public override string Kind => "tls";
}

/// <summary>Something that must call in: it fails when the last call is longer ago than period and grace.</summary>
public sealed record HeartbeatTarget(TimeSpan Period, TimeSpan Grace) : ProbeTarget
{
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromMinutes(1);

    public override string Kind => "heartbeat";

    /// <summary>From when on the next call is missing.</summary>
    public DateTimeOffset DueAfter(DateTimeOffset call) => call + Period + Grace;
}

/// <summary>How a server proves who it is.</summary>
/// <param name="Verify">False accepts any certificate; the connection is then open to whoever stands in between.</param>
/// <param name="ServerName">The name that is asked for and that the certificate must bear; null for the host's.</param>
/// <param name="MinVersion">1.2 or 1.3.</param>
public sealed record TlsRules(bool Verify = true, string? ServerName = null, string MinVersion = "1.2");

/// <summary>Numbers are those of the DNS (RFC 1035, RFC 3596, RFC 8659).</summary>
public enum DnsRecordType
{
    A = 1,
    Ns = 2,
    Cname = 5,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
    Caa = 257,
}
