using System.Text;
using Grainwatch.Domain.Probes;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>The probes that are defined, as Postgres had them at the last look.</summary>
sealed partial class ProbeCatalog(ProbeTable table, ILogger<ProbeCatalog> logger)
{
    readonly SemaphoreSlim refreshing = new(1);
    string fingerprint = "none yet";
    IReadOnlyDictionary<string, DefinedProbe> current = new Dictionary<string, DefinedProbe>();

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, DefinedProbe> Current => Volatile.Read(ref current);

    /// <summary>The names of those that are to be run.</summary>
    public IReadOnlyCollection<string> Active => [.. Current.Values.Where(defined => !defined.Probe.Paused).Select(defined => defined.Probe.Name)];

    /// <summary>Looks whether anything has changed, and reads it.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            var now = await table.FingerprintAsync(cancellationToken);
            if (now != fingerprint)
            {
                var stored = await table.LoadAsync(cancellationToken);
                Volatile.Write(ref current, stored.Select(Read).OfType<DefinedProbe>().ToDictionary(probe => probe.Probe.Name, StringComparer.Ordinal));
                fingerprint = now;
            }
        }
        finally
        {
            refreshing.Release();
        }
    }

    public static Probe Parse(StoredProbe stored) =>
        ProbeReader.Read(JsonBody.Parse(Encoding.UTF8.GetBytes(stored.Definition))) with { Paused = stored.Paused };

    DefinedProbe? Read(StoredProbe stored)
    {
        try
        {
            return new DefinedProbe(Parse(stored), stored);
        }
        catch (DefinitionException unknown)
        {
            // Written by a newer version, while an older one still runs: what it does not understand it leaves to the other.
            LogUnreadable(logger, stored.Name, unknown.Message);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The probe {Probe} is not run, because its definition is not understood: {Reason}")]
    static partial void LogUnreadable(ILogger logger, string probe, string reason);
}

sealed record DefinedProbe(Probe Probe, StoredProbe Stored)
{
    /// <summary>Whether the other one would behave in the same way.</summary>
    public bool IsSameAs(DefinedProbe other) => Stored.Revision == other.Stored.Revision && Stored.UpdatedAt == other.Stored.UpdatedAt;
}
