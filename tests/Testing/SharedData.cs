namespace Grainwatch.Testing;

/// <summary>Finds the real data that tests and measurements use. It is not part of the repository, and may be absent.</summary>
public static class SharedData
{
    public const string Absent = "needs the shared data beside the repository (../shared/data), which is not there";

    /// <summary>The path of a file or folder below the shared data, or null where it isn't there.</summary>
    public static string? Find(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
            {
                continue;
            }

            // The second is for a work tree that stands one folder deeper than the repository.
            return new[] { "..", Path.Combine("..", "..") }
                .Select(up => Path.GetFullPath(Path.Combine([folder.FullName, up, "shared", "data", .. path])))
                .FirstOrDefault(Path.Exists);
        }

        return null;
    }
}
