using Grainwatch.Cli.Tests.Support;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Cli.Tests.Demo;

public sealed class ProbedDemoTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task ShowsThatAProbedServiceIsDown()
    {
        await using var demo = new Command("demo", "--probes", "--url", server.Url, "--token", ServerProcess.Token);

        Assert.Contains("2 runs failed", await demo.UntilAsync("checkout-api probe"), StringComparison.Ordinal);
    }
}
