using System.Globalization;
using System.Net;
using Grainwatch.Api.Probes.NameServers;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>Asks the question of a DNS probe. The server that this machine uses may be anywhere; one that the probe names must be allowed.</summary>
sealed class DnsCheck(DnsClient client, Dialer dialer)
{
    const int Port = 53;
    const string ResolverFile = "/etc/resolv.conf";

    public async Task RunAsync(DnsTarget target, RunTrace trace, CancellationToken cancellationToken)
    {
        var server = target.Server is null
            ? await SystemServerAsync(cancellationToken)
            : await NamedServerAsync(target.Server, trace, cancellationToken);
        trace.Address = server.Address.ToString();
        trace.Begin(ProbePhase.FirstByte);
        var records = await client.AskAsync(server, target.Name, target.Type, cancellationToken);
        trace.End();
        var type = target.Type.ToString().ToUpperInvariant();
        if (records.Count == 0)
        {
            throw new ProbeFailedException(ProbeFailure.Dns, $"'{target.Name}' has no {type} record.");
        }

        if (target.Matches is { } pattern && !records.Any(record => pattern.IsMatch(record)))
        {
            throw new ProbeFailedException(
                ProbeFailure.Assertion, $"The {type} records of '{target.Name}' are {string.Join(", ", records.Take(5))}, expected one to match '{pattern}'.");
        }
    }

    async Task<IPEndPoint> NamedServerAsync(string server, RunTrace trace, CancellationToken cancellationToken)
    {
        var (host, port) = IPAddress.TryParse(server, out _) || !server.Contains(':', StringComparison.Ordinal)
            ? (server, Port)
            : (server[..server.LastIndexOf(':')], int.Parse(server[(server.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
        return new IPEndPoint((await dialer.FindAsync(host, trace, cancellationToken))[0], port);
    }

    static async Task<IPEndPoint> SystemServerAsync(CancellationToken cancellationToken)
    {
        foreach (var line in await File.ReadAllLinesAsync(ResolverFile, cancellationToken))
        {
            if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", var address, ..] && IPAddress.TryParse(address, out var found))
            {
                return new IPEndPoint(found, Port);
            }
        }

        throw new ProbeFailedException(ProbeFailure.Dns, $"{ResolverFile} names no DNS server. Give the probe one: server: ADDRESS.");
    }
}
