using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>The resources as they are now, read again when they have changed.</summary>
sealed class CurrentConfiguration(AlertResourceTable table, ConfigurationReader reader)
{
    readonly SemaphoreSlim gate = new(1);
    (long Version, AlertConfiguration Configuration)? known;

    public async Task<Receiver?> FindReceiverAsync(string name, CancellationToken cancellationToken) =>
        (await GetAsync(cancellationToken)).Configuration.Receivers.GetValueOrDefault(name);

    /// <returns>The resources, and a number that grows with every change of them.</returns>
    public async Task<(long Version, AlertConfiguration Configuration)> GetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var version = await table.VersionAsync(cancellationToken);
            if (known is null || known.Value.Version != version)
            {
                known = (version, reader.ReadStored(await table.ReadAsync(cancellationToken)));
            }

            return known.Value;
        }
        finally
        {
            gate.Release();
        }
    }
}
