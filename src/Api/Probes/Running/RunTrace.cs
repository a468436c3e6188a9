using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>What a run has seen so far; what it has when it fails goes into its result.</summary>
sealed class RunTrace(TimeProvider time)
{
    readonly long started = time.GetTimestamp();
    readonly TimeSpan?[] phases = new TimeSpan?[Enum.GetValues<ProbePhase>().Length];
    long phaseStarted;

    public DateTimeOffset At { get; } = time.GetUtcNow();

    public ProbePhase Phase { get; private set; }

    public TimeSpan Elapsed => time.GetElapsedTime(started);

    public int? Status { get; set; }

    public long Bytes { get; set; }

    public string Address { get; set; } = "";

    public DateTimeOffset? CertificateEnds { get; set; }

    public DateTimeOffset? NextCallDue { get; set; }

    /// <summary>Something that is no failure but that people should know.</summary>
    public string Remark { get; set; } = "";

    public PhaseTimings Timings => new(
        phases[(int)ProbePhase.Dns], phases[(int)ProbePhase.Connect], phases[(int)ProbePhase.Tls], phases[(int)ProbePhase.FirstByte],
        phases[(int)ProbePhase.Transfer]);

    public void Begin(ProbePhase phase)
    {
        Phase = phase;
        phaseStarted = time.GetTimestamp();
    }

    /// <summary>Ends the phase that began last.</summary>
    public void End() => phases[(int)Phase] = (phases[(int)Phase] ?? TimeSpan.Zero) + time.GetElapsedTime(phaseStarted);
}

enum ProbePhase
{
    Dns,
    Connect,
    Tls,
    FirstByte,
    Transfer,
}
