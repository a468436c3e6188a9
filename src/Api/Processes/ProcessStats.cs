namespace Grainwatch.Api.Processes;

/// <summary>What one process is doing, as it says every second.</summary>
/// <param name="Name">Of the machine and the port; unique.</param>
/// <param name="Shape">embedded or cluster.</param>
/// <param name="Address">Where it serves, as it sees itself.</param>
/// <param name="Series">Whose monitors it holds.</param>
/// <param name="LogsPerSecond">That it committed in the last second, by severity.</param>
/// <param name="RowsPerSecond">Of every data source.</param>
/// <param name="QuarantinedPerSecond">Rows that did not fit.</param>
/// <param name="Quarantined">The same since it started.</param>
/// <param name="CommitP50Ms">Of the commits of the last ten seconds; null without any.</param>
/// <param name="WaitingRows">That wait for their commit.</param>
/// <param name="BufferedBytes">Held by requests under way.</param>
/// <param name="DetectionQueue">Pieces of work that wait for the monitors.</param>
/// <param name="Cpu">Of one processor; 1 is all of it.</param>
/// <param name="Pages">Open pages that it updates.</param>
sealed record ProcessStats(
    string Name,
    string Shape,
    string Address,
    string Version,
    DateTime StartedAt,
    long Series,
    IReadOnlyDictionary<string, double> LogsPerSecond,
    double RowsPerSecond,
    double QuarantinedPerSecond,
    long Quarantined,
    double? CommitP50Ms,
    double? CommitP99Ms,
    long WaitingRows,
    long BufferedBytes,
    long DetectionQueue,
    double Cpu,
    long MemoryBytes,
    int Pages);
