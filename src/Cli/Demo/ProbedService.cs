using System.Globalization;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Target;

namespace Grainwatch.Cli.Demo;

/// <summary>
/// A service of the shop that is probed. The first incident takes it down; those after it make it slow, by when its usual response times
/// are known.
/// </summary>
sealed class ProbedService(TimeProvider time) : IAsyncDisposable
{
    const string Name = "checkout-api";

    readonly TargetServer target = new(port: 0, time);
    int incidents;

    public Task DefineAsync(GrainwatchClient client, CancellationToken cancellationToken) => client.PutProbeAsync(
        Name, string.Create(CultureInfo.InvariantCulture, $$"""{"type":"http","url":"{{target.Url}}","interval":"1s"}"""), cancellationToken);

    public void Break() => target.Script = incidents++ == 0 ? TargetScript.Failing : TargetScript.Slow;

    public void Mend() => target.Script = TargetScript.Well;

    public ValueTask DisposeAsync() => target.DisposeAsync();
}
