using System.Net;

namespace Grainwatch.Api.Probes.Network;

/// <summary>Finds the addresses of a name. Two implementations: the system's resolver, and the tests', whose answers change.</summary>
public interface INameResolver
{
    /// <returns>At least one address.</returns>
    /// <exception cref="ProbeFailedException">The name has no address, or there was no answer.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken);
}
