using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Rules;

/// <summary>The kind of a detector and its tuning.</summary>
public abstract record DetectorSettings
{
    public abstract AnomalyReason Reason { get; }

    /// <summary>How many minutes of history a detector learns when it is made; 0 for none.</summary>
    public virtual int HistoryMinutes => 0;

    public virtual bool WantsTotals => false;

    /// <summary>At most so many messages of a minute are read; 0 for none.</summary>
    public virtual int MaxMessages => 0;

    /// <param name="isNew">The series did not exist when its rule last looked.</param>
    public abstract IDetector Create(bool isNew);
}
