namespace Grainwatch.Storage.Ingest;

/// <summary>The COMMIT was sent and its answer never came: whether it took place must be asked.</summary>
sealed class UncertainCommitException(Exception inner) : Exception("The answer to a COMMIT was lost.", inner);
