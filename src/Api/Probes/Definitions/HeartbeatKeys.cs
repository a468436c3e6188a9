using System.Security.Cryptography;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Makes the secrets of push URLs.</summary>
static class HeartbeatKeys
{
    /// <returns>Null for a probe that is no heartbeat.</returns>
    public static string? For(Probe probe) => probe.Target is HeartbeatTarget ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) : null;
}
