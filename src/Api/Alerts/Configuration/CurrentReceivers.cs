using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>The receivers as they are now, read again when resources have changed.</summary>
sealed class CurrentReceivers(AlertResourceTable table, ConfigurationReader reader)
{
    readonly SemaphoreSlim gate = new(1);
    (long Version, AlertConfiguration Configuration)? known;

    public async Task<Receiver?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var version = await table.VersionAsync(cancellationToken);
            if (known is null || known.Value.Version != version)
            {
                known = (version, reader.ReadStored(await table.ReadAsync(cancellationToken)));
            }

            return known.Value.Configuration.Receivers.GetValueOrDefault(name);
        }
        finally
        {
            gate.Release();
        }
    }
}
