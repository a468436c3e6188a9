using System.Diagnostics.Metrics;

namespace Grainwatch.Api.Processes;

/// <summary>Listens to the few instruments of this process that its pages show.</summary>
sealed class ProcessMeters : IDisposable
{
    const int CommitsKept = 2000;
    const string OwnMeters = "Grainwatch.";

    readonly MeterListener listener = new();
    readonly Lock gate = new();
    readonly Dictionary<string, double> gauges = [];
    readonly Queue<(long At, double Seconds)> commits = [];
    readonly TimeProvider time;
    long rows;
    long quarantined;

    public ProcessMeters(TimeProvider time)
    {
        this.time = time;
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal))
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Count(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Count(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Commit(instrument, value));
        listener.Start();
    }

    public long Rows => Volatile.Read(ref rows);

    public long Quarantined => Volatile.Read(ref quarantined);

    public void Dispose() => listener.Dispose();

    /// <returns>By the name of the gauge.</returns>
    public IReadOnlyDictionary<string, double> ReadGauges()
    {
        lock (gate)
        {
            gauges.Clear();
        }

        listener.RecordObservableInstruments();
        lock (gate)
        {
            return new Dictionary<string, double>(gauges);
        }
    }

    /// <returns>In milliseconds, ascending.</returns>
    public double[] RecentCommits(TimeSpan within)
    {
        lock (gate)
        {
            while (commits.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > within)
            {
                commits.Dequeue();
            }

            return [.. commits.Select(commit => commit.Seconds * 1000).Order()];
        }
    }

    void Count(Instrument instrument, long value)
    {
        switch (instrument.Name)
        {
            case "grainwatch.ingest.rows":
                Interlocked.Add(ref rows, value);
                break;
            case "grainwatch.ingest.quarantined_rows":
                Interlocked.Add(ref quarantined, value);
                break;
            default:
                if (instrument.IsObservable)
                {
                    lock (gate)
                    {
                        gauges[instrument.Name] = value;
                    }
                }

                break;
        }
    }

    void Commit(Instrument instrument, double seconds)
    {
        if (instrument.Name == "grainwatch.ingest.commit.duration")
        {
            lock (gate)
            {
                commits.Enqueue((time.GetTimestamp(), seconds));
                if (commits.Count > CommitsKept)
                {
                    commits.Dequeue();
                }
            }
        }
    }
}
