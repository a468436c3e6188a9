using System.Net;
using Grainwatch.Api.Probes;
using Grainwatch.Api.Probes.NameServers;
using Grainwatch.Api.Probes.Network;
using Grainwatch.Api.Probes.Running;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.Probes.Assertions;

namespace Grainwatch.Api.Tests.Probes;

/// <summary>A runner as the server has it, but for the names, which the test gives.</summary>
static class RunnerKit
{
    public static readonly string[] Loopback = ["127.0.0.0/8"];

    public static Task<ProbeResult> RunAsync(
        ProbeTarget target, IReadOnlyList<Assertion>? expect = null, double timeout = 30, string[]? allowed = null, INameResolver? names = null,
        int maxBody = 1_048_576, IHeartbeats? heartbeats = null) => Runner(allowed ?? Loopback, names, maxBody, heartbeats).RunAsync(
            new Probe { Name = "p", Target = target, Expect = expect ?? [], Timeout = TimeSpan.FromSeconds(timeout) }, CancellationToken.None);

    static ProbeRunner Runner(string[] allowed, INameResolver? names, int maxBody, IHeartbeats? heartbeats)
    {
        var time = TimeProvider.System;
        Dialer dialer = new(names ?? new SystemNameResolver(), new AddressGuard(allowed.Select(IPNetwork.Parse)), time);
        return new ProbeRunner(
            new HttpCheck(dialer, new ProbeSettings { MaxBodyBytes = maxBody }),
            new ConnectionCheck(dialer, time),
            new DnsCheck(new DnsClient(time), dialer),
            new HeartbeatCheck(heartbeats ?? new NoHeartbeats(), time),
            time);
    }

    sealed class NoHeartbeats : IHeartbeats
    {
        public Task<Heartbeat?> LastAsync(string probe, CancellationToken cancellationToken) => Task.FromResult<Heartbeat?>(null);
    }
}

/// <summary>Answers the addresses one look-up after the other, the last one again and again.</summary>
sealed class ChangingNames(params string[] answers) : INameResolver
{
    int asked;

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPAddress> addresses = [.. answers[Math.Min(asked++, answers.Length - 1)].Split(' ').Select(IPAddress.Parse)];
        return Task.FromResult(addresses);
    }
}
