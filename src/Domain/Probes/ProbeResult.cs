namespace Grainwatch.Domain.Probes;

/// <summary>What one run found.</summary>
/// <param name="At">When the run started.</param>
/// <param name="Message">For people; empty when all is well. Never holds a secret of the probe.</param>
/// <param name="ResponseTime">From the start to the last byte; null when the answer did not come to its end.</param>
public sealed record ProbeResult(
    string Probe, DateTimeOffset At, ProbeFailure Failure, string Message, PhaseTimings Timings, TimeSpan? ResponseTime)
{
    public bool Succeeded => Failure == ProbeFailure.None;

    /// <summary>The HTTP status; null where there is none.</summary>
    public int? Status { get; init; }

    /// <summary>Bytes of the answer's body that were read.</summary>
    public long Bytes { get; init; }

    /// <summary>The address that was connected to; empty when none was.</summary>
    public string Address { get; init; } = "";

    /// <summary>When the server's certificate ends; null where there is none.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }

    /// <summary>When the next call of a heartbeat is due; null where there is none, and after a failure.</summary>
    public DateTimeOffset? NextCallDue { get; init; }
}

/// <summary>How long each phase took; null for one that was not reached or that the kind of probe does not have. Redirects add up.</summary>
public readonly record struct PhaseTimings(TimeSpan? Dns, TimeSpan? Connect, TimeSpan? Tls, TimeSpan? FirstByte, TimeSpan? Transfer);

/// <summary>Why a run failed. The names are data: they stand in the results, in snake case.</summary>
public enum ProbeFailure
{
    None,

    /// <summary>The name has no address, or the DNS gave no answer.</summary>
    Dns,

    /// <summary>The address may not be reached: loopback, link-local, private, or none of the public internet.</summary>
    AddressNotAllowed,

    /// <summary>No connection came about.</summary>
    Connect,

    /// <summary>The TLS handshake failed, or the certificate is not to be trusted.</summary>
    Tls,

    /// <summary>The certificate has expired.</summary>
    CertificateExpired,

    /// <summary>The certificate expires sooner than the probe allows.</summary>
    CertificateExpiring,

    /// <summary>The time-out passed before the answer came to its end.</summary>
    Timeout,

    /// <summary>The other side broke off, or its answer is not in the protocol.</summary>
    Protocol,

    /// <summary>More redirects than the probe allows, or one that leads nowhere.</summary>
    Redirect,

    /// <summary>An assertion needs the body, which is larger than the bound.</summary>
    BodyTooLarge,

    /// <summary>The answer is not what the probe expects.</summary>
    Assertion,

    /// <summary>A heartbeat did not come in time.</summary>
    Silent,

    /// <summary>A heartbeat reported a failure of its own.</summary>
    Reported,
}
