namespace Grainwatch.Cli.Connection;

/// <summary>What became of the rows that were sent.</summary>
readonly record struct EventsAnswer(int SuccessfulRows, int QuarantinedRows);
