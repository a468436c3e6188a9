using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>Judges a server's certificate, and remembers why.</summary>
sealed class CertificateCheck(TlsRules rules, RunTrace trace)
{
    string problem = "";

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 known)
        {
            trace.CertificateEnds = new DateTimeOffset(known.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        }

        problem = Describe(certificate, chain, errors);
        return !rules.Verify || errors == SslPolicyErrors.None;
    }

    public ProbeFailedException Explain(Exception failed, DateTimeOffset now) => trace.CertificateEnds < now && rules.Verify
        ? new ProbeFailedException(ProbeFailure.CertificateExpired, Expired(trace.CertificateEnds.Value))
        : new ProbeFailedException(ProbeFailure.Tls, problem.Length > 0 && rules.Verify ? problem : $"The TLS handshake failed: {Innermost(failed).Message}");

    public static string Expired(DateTimeOffset ended) =>
        string.Create(CultureInfo.InvariantCulture, $"The certificate expired on {ended:yyyy-MM-dd HH:mm} UTC.");

    static string Describe(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors switch
    {
        SslPolicyErrors.None => "",
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "The server has no certificate.",
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"The certificate is for another name: {certificate?.Subject}.",
        _ => $"The certificate is not to be trusted: {string.Join(' ', (chain?.ChainStatus ?? []).Select(status => status.StatusInformation).Distinct())}",
    };

    static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
