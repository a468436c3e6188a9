using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Reads the <c>probes.yml</c> of a data project: a list of probes, and defaults for those that do not say otherwise.</summary>
static class ProbeFiles
{
    public const string FileName = "probes.yml";

    /// <summary>The files below a folder, in the order of their paths.</summary>
    public static IReadOnlyList<string> Find(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, FileName, SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];

    /// <param name="path">As it is to be named in messages.</param>
    /// <exception cref="ProbeFileException">Something in it is wrong; all of it is said at once.</exception>
    public static IReadOnlyList<Probe> Parse(string path, string text)
    {
        List<string> problems = [];
        List<Probe> probes = [];
        try
        {
            Fields file = new(YamlDocument.Parse(text));
            var defaults = file.Take("defaults");
            var list = file.Take("probes") as ListNode ?? throw new DefinitionException(file.Line, "The file needs a list of probes, as in probes: [...]");
            file.Done();
            foreach (var item in list.Items)
            {
                Try(() => probes.Add(Named(ProbeReader.Read(WithDefaults(item, defaults)), item)));
            }
        }
        catch (DefinitionException problem)
        {
            problems.Add($"{path}:{problem.Line}: {problem.Message}");
        }

        return problems.Count == 0 ? probes : throw new ProbeFileException(string.Join(Environment.NewLine, problems));

        Probe Named(Probe probe, DocumentNode item) => probes.Exists(known => known.Name == probe.Name)
            ? throw new DefinitionException(item.Line, $"There is a probe '{probe.Name}' above. Give this one another name.")
            : probe;

        void Try(Action read)
        {
            try
            {
                read();
            }
            catch (DefinitionException problem)
            {
                problems.Add($"{path}:{problem.Line}: {problem.Message}");
            }
        }
    }

    static DocumentNode WithDefaults(DocumentNode item, DocumentNode? defaults) => (item, defaults) switch
    {
        (MapNode map, MapNode common) => map with
        {
            Entries = [.. map.Entries, .. common.Entries.Where(entry => map.Entries.All(own => own.Key != entry.Key))],
        },
        (_, null) => item,
        (_, MapNode) => item,
        _ => throw new DefinitionException(defaults!.Line, $"defaults is {defaults.Kind}, expected an object with names and values."),
    };
}

/// <summary>A file of probes cannot be used. The message has a line a problem: file, line, what is wrong, the fix.</summary>
public sealed class ProbeFileException(string message) : Exception(message);
