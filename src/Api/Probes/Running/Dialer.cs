using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grainwatch.Api.Probes.Network;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>Opens connections for every kind of probe: finds the address, checks that it is allowed, connects, shakes hands.</summary>
sealed class Dialer(INameResolver resolver, AddressGuard guard, TimeProvider time)
{
    /// <summary>How long one of several addresses is tried before the next.</summary>
    static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);

    /// <exception cref="ProbeFailedException">The name is unknown, its addresses are not allowed, or none answers.</exception>
    public async Task<NetworkStream> ConnectAsync(string host, int port, RunTrace trace, CancellationToken cancellationToken)
    {
        var addresses = await FindAsync(host, trace, cancellationToken);
        trace.Begin(ProbePhase.Connect);
        for (var i = 0; ; i++)
        {
            var last = i == addresses.Count - 1;
            trace.Address = addresses[i].ToString();
            if (await TryAsync(new IPEndPoint(addresses[i], port), last, cancellationToken) is { } stream)
            {
                trace.End();
                return stream;
            }
        }
    }

    /// <exception cref="ProbeFailedException">The handshake failed, or the certificate is not to be trusted.</exception>
    public async Task<SslStream> SecureAsync(Stream stream, string host, TlsRules rules, RunTrace trace, CancellationToken cancellationToken)
    {
        trace.Begin(ProbePhase.Tls);
        CertificateCheck check = new(rules, trace);
        SslStream secure = new(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(Options(host, rules, check), cancellationToken);
            trace.End();
            return secure;
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException or SocketException)
        {
            await secure.DisposeAsync();
            throw check.Explain(failed, time.GetUtcNow());
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>The addresses of a host that probes may reach.</summary>
    public async Task<IReadOnlyList<IPAddress>> FindAsync(string host, RunTrace trace, CancellationToken cancellationToken)
    {
        trace.Begin(ProbePhase.Dns);
        IReadOnlyList<IPAddress> found;
        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var literal))
        {
            found = [literal];
        }
        else
        {
            found = await resolver.ResolveAsync(host, cancellationToken);
            trace.End();
        }

        var allowed = found.Where(guard.Allows).ToList();
        return allowed.Count > 0 ? allowed : throw new ProbeFailedException(
            ProbeFailure.AddressNotAllowed,
            $"{(literal is null ? $"'{host}' is {found[0]}, which" : $"{found[0]}")} is no public address. "
            + "Probes reach others only in the networks of the setting Grainwatch__Probes__AllowedNetworks.");
    }

    async Task<NetworkStream?> TryAsync(IPEndPoint end, bool last, CancellationToken cancellationToken)
    {
        Socket socket = new(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = last ? null : time.CreateTimer(_ => attempt.Cancel(), null, AttemptTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            await socket.ConnectAsync(end, attempt.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            return last ? throw new ProbeFailedException(ProbeFailure.Connect, $"No connection to {end}: {failed.Message}.") : null;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    static SslClientAuthenticationOptions Options(string host, TlsRules rules, CertificateCheck check) => new()
    {
        TargetHost = rules.ServerName ?? host.Trim('[', ']'),
        EnabledSslProtocols = rules.MinVersion == "1.3" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = check.Validate,
        // Neither revocation lists nor missing issuers are fetched: a certificate must not choose addresses that we then go to.
        CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        ApplicationProtocols = [SslApplicationProtocol.Http11],
    };
}
