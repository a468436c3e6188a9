namespace Grainwatch.Pipes.Projects;

/// <summary>A data file as it was written.</summary>
/// <param name="Path">Below the folder of its project, or of all projects.</param>
public sealed record ProjectFile(string Path, string Text)
{
    public bool IsPipe => System.IO.Path.GetExtension(Path) == ".pipe";

    public bool IsDataFile => IsPipe || System.IO.Path.GetExtension(Path) == ".datasource";

    /// <summary>Of the data source or pipe.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}
