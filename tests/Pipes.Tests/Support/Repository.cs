namespace Grainwatch.Pipes.Tests.Support;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
static class Repository
{
    public static string Projects => Path.Combine(Root, "projects");

    static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Cluster.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
            }

            return folder.FullName;
        }
    }
}
