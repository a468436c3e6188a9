namespace Grainwatch.Testing.Processes;

/// <summary>Where the programs of this repository were built, in the configuration that the caller was built in.</summary>
public static class Programs
{
    public static string Api => Assembly("Api");

    /// <summary>The built assembly of <c>src/PROJECT</c>.</summary>
    public static string Assembly(string project) =>
        Path.Combine(RepositoryRoot(), "src", project, "bin", Configuration(), "net10.0", $"Grainwatch.{project}.dll");

    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no checkout: no folder above it holds Cluster.sln.");
    }

    // .../bin/Release/net10.0/
    static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
