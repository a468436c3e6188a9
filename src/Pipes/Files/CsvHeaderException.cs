namespace Grainwatch.Pipes.Files;

/// <summary>The first line of a CSV file does not fit its data source.</summary>
public sealed class CsvHeaderException(string message) : Exception(message);
