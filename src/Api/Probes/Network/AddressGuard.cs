using System.Net;
using System.Net.Sockets;

namespace Grainwatch.Api.Probes.Network;

/// <summary>
/// Which addresses probes may connect to. Whoever may define a probe could otherwise look around in the network that this server stands
/// in, and at its cloud's metadata. Asked about the address that is connected to, never about a name, so that neither redirects nor a
/// DNS that changes its mind leads around it.
/// </summary>
public sealed class AddressGuard(IEnumerable<IPNetwork> allowed)
{
    static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    readonly IPNetwork[] allowed = [.. allowed];

    public bool Allows(IPAddress address)
    {
        var inner = WithoutTunnel(address);
        return Array.Exists(allowed, network => network.Contains(address) || network.Contains(inner))
            || !Array.Exists(NotPublic, network => network.Contains(inner));
    }

    /// <summary>The IPv4 address inside of an IPv6 one that leads to it: mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16).</summary>
    static IPAddress WithoutTunnel(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(bytes.AsSpan(12))
            : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x20, 0x02]) ? new IPAddress(bytes.AsSpan(2, 4))
            : address;
    }
}
