namespace Grainwatch.Pipes.DataFiles;

/// <summary>A data file that cannot be used: where it is wrong, what was expected, and the fix.</summary>
public sealed class DataFileException(string file, int line, string problem) : Exception($"{file}:{line}: {problem}")
{
    public string File { get; } = file;

    public int Line { get; } = line;

    public string Problem { get; } = problem;
}
