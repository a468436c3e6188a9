namespace Grainwatch.Cli.Files;

/// <summary>What became of the rows of a file.</summary>
sealed record UploadAnswer(string ImportId, long SuccessfulRows, long QuarantinedRows);
