namespace Grainwatch.Pipes.Files;

/// <summary>How a CSV file is written, where it is not the usual way.</summary>
/// <param name="Separator">Between cells: an ASCII character.</param>
/// <param name="Escape">What stands before a quote inside of quotes, besides another quote; null: nothing does.</param>
/// <param name="HasHeader">Whether the first line names the columns; null: it is looked at.</param>
public sealed record CsvDialect(char Separator = ',', char? Escape = null, bool? HasHeader = null);
