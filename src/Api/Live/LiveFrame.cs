namespace Grainwatch.Api.Live;

/// <summary>What is going on in this second, over all processes.</summary>
sealed record LiveFrame(
    DateTime At,
    IReadOnlyDictionary<string, double> LogsPerSecond,
    double RowsPerSecond,
    double QuarantinedPerSecond,
    long Quarantined,
    double? CommitP50Ms,
    double? CommitP99Ms,
    long WaitingRows,
    long BufferedBytes,
    long DetectionQueue,
    long Series,
    long OpenAnomalies,
    int Processes,
    int Pages);
