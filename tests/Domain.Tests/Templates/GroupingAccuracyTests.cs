using Grainwatch.Domain.Templates;
using Grainwatch.Testing;
using Xunit.Abstractions;

namespace Grainwatch.Domain.Tests.Templates;

/// <summary>
/// Grouping accuracy on 2,000 real lines each: the share of lines whose group is exactly the set of lines of one true template. Figures,
/// similarity, depth and what is masked are those that Drain's authors published.
/// </summary>
public sealed class GroupingAccuracyTests(ITestOutputHelper output)
{
    const string Ip = @"(?:[0-9]+\.){3}[0-9]+";
    const string Host = @"(?:[\w-]+\.){2,}[\w-]+";

    [SkippableTheory]
    [InlineData("HDFS", .9975, .5, 4, "blk_-?[0-9]+", Ip + "(?::[0-9]+)?")]
    [InlineData("Hadoop", .9475, .5, 4, Ip)]
    [InlineData("Zookeeper", .9665, .5, 4, "/?" + Ip + "(?::[0-9]+)?")]
    [InlineData("Linux", .690, .39, 6, Ip, "[0-9]{2}:[0-9]{2}:[0-9]{2}")]
    [InlineData("Apache", 1.0, .5, 4, Ip)]
    [InlineData("OpenSSH", .7875, .6, 5, Ip, Host)]
    [InlineData("OpenStack", .7325, .5, 5, "(?:" + Ip + ",?)+", @"/.+?\s", "[0-9]+")]
    public void IsThatOfThePublication(string name, double published, double similarity, int depth, params string[] masks)
    {
        var lines = LoghubLines.Read(name);
        Skip.If(lines is null, SharedData.Absent);
        var miner = new TemplateMiner(new TemplateMinerSettings
        {
            Similarity = similarity,
            Depth = depth,
            Masks = [.. masks.Select(mask => new TemplateMask(mask))],
        });

        var found = lines.Messages.Select(message => miner.Learn(message).Template.Id).ToArray();
        var accuracy = Accuracy(found, lines.Kinds);
        output.WriteLine($"{name}: {accuracy:F4}, published {published:F4}, {miner.Templates.Count()} templates, {lines.Kinds.Distinct().Count()} true ones");
        Assert.InRange(accuracy, published - 0.001, published + 0.001);
    }

    static double Accuracy(long[] found, IReadOnlyList<string> truth)
    {
        var sizes = truth.CountBy(id => id).ToDictionary();
        return found.Zip(truth)
            .GroupBy(line => line.First)
            .Where(group => group.All(line => line.Second == group.First().Second) && group.Count() == sizes[group.First().Second])
            .Sum(group => group.Count()) / (double)found.Length;
    }
}
