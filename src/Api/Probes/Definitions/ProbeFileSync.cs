using Grainwatch.Domain.Probes;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>
/// Brings the probes of the data projects' files into Postgres when the server starts: new and changed ones, and out with those that no
/// file has any more. A server without such files leaves everything as it is.
/// </summary>
sealed class ProbeFileSync(ProbeTable table, ProbeFolder folder)
{
    /// <exception cref="ProbeFileException">A file is wrong; nothing was changed.</exception>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        var files = ProbeFiles.Find(folder.Path).Select(path => (Path: path, Name: Path.GetRelativePath(folder.Path, path))).ToList();
        if (files.Count == 0)
        {
            return;
        }

        Dictionary<string, (Probe Probe, string File)> probes = new(StringComparer.Ordinal);
        foreach (var (path, name) in files)
        {
            foreach (var probe in ProbeFiles.Parse(name, await File.ReadAllTextAsync(path, cancellationToken)))
            {
                if (!probes.TryAdd(probe.Name, (probe, name)))
                {
                    throw new ProbeFileException($"{name}: There is a probe '{probe.Name}' in {probes[probe.Name].File} too. Give one of them another name.");
                }
            }
        }

        await table.ChangeAsync(change => ApplyAsync(change, probes), cancellationToken);
    }

    static async Task ApplyAsync(ProbeTable.ProbeChange change, Dictionary<string, (Probe Probe, string File)> probes)
    {
        var stored = await change.LoadAsync();
        var others = stored.Where(known => known.File is null && !probes.ContainsKey(known.Name)).Select(ProbeCatalog.Parse);
        if (ProbeGraph.Check([.. others, .. probes.Values.Select(entry => entry.Probe)]) is var (name, problem))
        {
            throw new ProbeFileException($"{probes.GetValueOrDefault(name).File ?? "a probe made over HTTP"}: '{name}' {problem}");
        }

        foreach (var gone in stored.Where(known => known.File is not null && !probes.ContainsKey(known.Name)))
        {
            await change.DeleteAsync(gone.Name);
        }

        foreach (var (probe, file) in probes.Values)
        {
            await change.PutAsync(probe.Name, ProbeWriter.Write(probe).ToJsonString(), file, HeartbeatKeys.For(probe));
        }
    }
}

/// <summary>Where the data projects are.</summary>
sealed record ProbeFolder(string Path);
