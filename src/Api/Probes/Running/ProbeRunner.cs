using System.Net.Sockets;
using System.Security.Authentication;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>Runs a probe once. Whatever the target does, there is a result, and at the latest when the time-out has passed.</summary>
sealed class ProbeRunner(HttpCheck http, ConnectionCheck connection, DnsCheck dns, HeartbeatCheck heartbeat, TimeProvider time)
{
    const int MaxMessage = 500;

    public async Task<ProbeResult> RunAsync(Probe probe, CancellationToken cancellationToken)
    {
        RunTrace trace = new(time);
        using CancellationTokenSource timeout = new(probe.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await CheckAsync(probe, trace, either.Token);
            return Result(probe, trace, ProbeFailure.None, trace.Remark);
        }
        catch (Exception failed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (failure, message) = timeout.IsCancellationRequested && Find<ProbeFailedException>(failed) is null
                ? (ProbeFailure.Timeout, $"No whole answer within {probe.Timeout.TotalSeconds:0.###} s: {Doing(trace.Phase)}.")
                : Explain(failed);
            return Result(probe, trace, failure, message);
        }
    }

    Task CheckAsync(Probe probe, RunTrace trace, CancellationToken cancellationToken) => probe.Target switch
    {
        HttpTarget target => http.RunAsync(target, probe.Expect, trace, cancellationToken),
        TcpTarget target => connection.RunAsync(target, trace, cancellationToken),
        TlsTarget target => connection.RunAsync(target, trace, cancellationToken),
        DnsTarget target => dns.RunAsync(target, trace, cancellationToken),
        HeartbeatTarget target => heartbeat.RunAsync(probe.Name, target, trace, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(probe), probe.Target.Kind, "No check is known for this kind of probe."),
    };

    static ProbeResult Result(Probe probe, RunTrace trace, ProbeFailure failure, string message)
    {
        // An answer that came as a whole has a time, be it the expected one or not.
        var answered = failure is ProbeFailure.None or ProbeFailure.Assertion or ProbeFailure.CertificateExpiring && probe.Target is not HeartbeatTarget;
        return new ProbeResult(
            probe.Name, trace.At, failure, message.Length <= MaxMessage ? message : message[..MaxMessage], trace.Timings, answered ? trace.Elapsed : null)
        {
            Status = trace.Status,
            Bytes = trace.Bytes,
            Address = trace.Address,
            CertificateEnds = trace.CertificateEnds,
            NextCallDue = trace.NextCallDue,
        };
    }

    static (ProbeFailure, string) Explain(Exception failed) =>
        Find<ProbeFailedException>(failed) is { } known ? (known.Failure, known.Message)
        : Find<AuthenticationException>(failed) is { } handshake ? (ProbeFailure.Tls, handshake.Message)
        : Find<SocketException>(failed) is { } socket ? (ProbeFailure.Protocol, $"The connection broke: {socket.Message}.")
        : (ProbeFailure.Protocol, failed.Message);

    static T? Find<T>(Exception? exception) where T : Exception => exception as T ?? (exception is null ? null : Find<T>(exception.InnerException));

    static string Doing(ProbePhase phase) => phase switch
    {
        ProbePhase.Dns => "still looking up the name",
        ProbePhase.Connect => "still connecting",
        ProbePhase.Tls => "still in the TLS handshake",
        ProbePhase.FirstByte => "no answer yet",
        _ => "the body is not at its end",
    };
}
