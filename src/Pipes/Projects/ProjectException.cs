using Grainwatch.Pipes.DataFiles;

namespace Grainwatch.Pipes.Projects;

/// <summary>Data projects that cannot be used, with everything that is wrong with them.</summary>
public sealed class ProjectException(IReadOnlyList<string> problems)
    : Exception($"The data projects cannot be used:\n  {string.Join("\n  ", problems)}")
{
    public ProjectException(DataFileException problem) : this([problem.Message])
    {
    }

    public IReadOnlyList<string> Problems { get; } = problems;
}
