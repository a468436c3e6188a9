using System.Globalization;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>Runs the probes that are about a connection alone: TCP, and the end of a certificate.</summary>
sealed class ConnectionCheck(Dialer dialer, TimeProvider time)
{
    public async Task RunAsync(TcpTarget target, RunTrace trace, CancellationToken cancellationToken)
    {
        await using var stream = await dialer.ConnectAsync(target.Host, target.Port, trace, cancellationToken);
        if (target.Tls is { } rules)
        {
            await using var secure = await dialer.SecureAsync(stream, target.Host, rules, trace, cancellationToken);
        }
    }

    public async Task RunAsync(TlsTarget target, RunTrace trace, CancellationToken cancellationToken)
    {
        await using var stream = await dialer.ConnectAsync(target.Host, target.Port, trace, cancellationToken);
        await using var secure = await dialer.SecureAsync(stream, target.Host, target.Tls, trace, cancellationToken);
        var ends = trace.CertificateEnds ?? throw new ProbeFailedException(ProbeFailure.Tls, "The server has no certificate.");
        var left = ends - time.GetUtcNow();
        if (left < TimeSpan.Zero)
        {
            throw new ProbeFailedException(ProbeFailure.CertificateExpired, CertificateCheck.Expired(ends));
        }

        if (left.TotalDays < target.MinDays)
        {
            throw new ProbeFailedException(ProbeFailure.CertificateExpiring, string.Create(
                CultureInfo.InvariantCulture, $"The certificate expires on {ends:yyyy-MM-dd HH:mm} UTC, in {left.TotalDays:0.#} days, expected at least {target.MinDays}."));
        }
    }
}
