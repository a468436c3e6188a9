using Grainwatch.Pipes.DataFiles;

namespace Grainwatch.Pipes.Projects;

/// <summary>What the data files of all projects declare.</summary>
public sealed record Project(IReadOnlyList<DataSourceFile> DataSources, IReadOnlyList<PipeFile> Pipes);
