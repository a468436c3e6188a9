using Grainwatch.Pipes.DataFiles;

namespace Grainwatch.Pipes.Projects;

/// <summary>Reads the data files below a folder. Which project a file lies in does not matter to its name.</summary>
public static class ProjectReader
{
    const long MaxFileBytes = 1_000_000;

    /// <exception cref="ProjectException">Files cannot be read, or two declare the same.</exception>
    public static Project Read(string folder) => Parse(ReadFiles(folder));

    /// <exception cref="ProjectException">A file is too large to be one.</exception>
    public static IReadOnlyList<ProjectFile> ReadFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Path: path, File: new ProjectFile(Path.GetRelativePath(folder, path), "")))
            .Where(one => one.File.IsDataFile)
            .Select(one => one.File with { Text = ReadText(one.Path, one.File.Path) }),
    ];

    /// <exception cref="ProjectException">Files cannot be understood, or two declare the same.</exception>
    public static Project Parse(IEnumerable<ProjectFile> files)
    {
        List<string> problems = [];
        List<DataSourceFile> sources = [];
        List<PipeFile> pipes = [];
        foreach (var file in files)
        {
            try
            {
                if (file.IsPipe)
                {
                    pipes.Add(PipeFileParser.Parse(file.Path, file.Text));
                }
                else
                {
                    sources.Add(DataSourceFileParser.Parse(file.Path, file.Text));
                }
            }
            catch (DataFileException e)
            {
                problems.Add(e.Message);
            }
        }

        problems.AddRange(Twice(sources.Select(s => (s.Name, s.Path)).Concat(pipes.Select(p => (p.Name, p.Path)))));
        return problems.Count == 0 ? new Project(sources, pipes) : throw new ProjectException(problems);
    }

    static string ReadText(string path, string shown) => new FileInfo(path).Length <= MaxFileBytes
        ? File.ReadAllText(path)
        : throw new ProjectException(new DataFileException(shown, 1, $"the file is larger than {MaxFileBytes} bytes. A data file is a description, not data."));

    static IEnumerable<string> Twice(IEnumerable<(string Name, string Path)> files) => files
        .GroupBy(f => f.Name, StringComparer.Ordinal)
        .Where(g => g.Count() > 1)
        .Select(g => $"{g.ElementAt(1).Path}:1: '{g.Key}' is declared by {g.First().Path} already. Names are shared by all projects: rename one.");
}
