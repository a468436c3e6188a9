namespace Grainwatch.Cli.Deploy;

/// <summary>A data project as it is sent.</summary>
sealed record DeploymentFiles(string Project, IReadOnlyList<DataFile> Files)
{
    /// <summary>The data files below a folder.</summary>
    public static DeploymentFiles Read(string project, DirectoryInfo folder) => new(project,
    [
        .. folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is ".datasource" or ".pipe")
            .Select(file => new DataFile(Path.GetRelativePath(folder.FullName, file.FullName), File.ReadAllText(file.FullName)))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ]);
}

sealed record DataFile(string Path, string Text);
