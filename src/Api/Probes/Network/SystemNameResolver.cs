using System.Net;
using System.Net.Sockets;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Network;

/// <summary>
/// The system's resolver (hosts file, search domains, DNS). It blocks a thread for as long as the DNS takes and cannot be stopped, so
/// look-ups get threads of their own, a bounded number: the pool's, which all requests share, would run out.
/// </summary>
sealed class SystemNameResolver : INameResolver
{
    const int MaxLookups = 64;
    readonly SemaphoreSlim lookups = new(MaxLookups);

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        await lookups.WaitAsync(cancellationToken);
        // Its place is free when the look-up is over, not when the one who asked gives up.
        var lookup = Task.Factory.StartNew(() => LookUp(name), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await lookup.WaitAsync(cancellationToken);
    }

    IReadOnlyList<IPAddress> LookUp(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name) is { Length: > 0 } addresses
                ? addresses
                : throw new ProbeFailedException(ProbeFailure.Dns, $"'{name}' has no address.");
        }
        catch (SocketException failed)
        {
            throw new ProbeFailedException(ProbeFailure.Dns, $"'{name}' was not found: {failed.Message}.");
        }
        finally
        {
            lookups.Release();
        }
    }
}
