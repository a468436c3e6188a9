using Grainwatch.Domain.Probes;

namespace Grainwatch.Domain.Tests.Probes;

public class ProbeGraphTests
{
    [Fact]
    public void AChainAndADiamondAreFine() =>
        Assert.Null(ProbeGraph.Check([Probe("a"), Probe("b", "a"), Probe("c", "a"), Probe("d", "b", "c")]));

    [Fact]
    public void AnUnknownParentIsNamed()
    {
        var (probe, problem) = ProbeGraph.Check([Probe("a", "nobody")])!.Value;
        Assert.Equal("a", probe);
        Assert.Contains("'nobody'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ACircleIsShown()
    {
        var (_, problem) = ProbeGraph.Check([Probe("a", "c"), Probe("b", "a"), Probe("c", "b")])!.Value;
        Assert.Contains("a -> c -> b -> a", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AProbeThatDependsOnItselfIsACircle() => Assert.NotNull(ProbeGraph.Check([Probe("a", "a")]));

    static Probe Probe(string name, params string[] parents) =>
        new() { Name = name, Target = new TcpTarget("shop.example", 80), DependsOn = parents };
}
