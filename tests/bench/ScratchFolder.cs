namespace Grainwatch.Bench;

/// <summary>A folder for what a measurement stores, gone at its end however it ends. The private Postgres, which never runs as root, may enter it.</summary>
sealed class ScratchFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grainwatch-bench-");

    public ScratchFolder() => File.SetUnixFileMode(FullName, (UnixFileMode)0b111_101_101);

    public string FullName => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
