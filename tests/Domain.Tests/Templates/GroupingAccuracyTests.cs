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
        var (messages, truth) = Read(name);
        var miner = new TemplateMiner(new TemplateMinerSettings
        {
            Similarity = similarity,
            Depth = depth,
            Masks = [.. masks.Select(mask => new TemplateMask(mask))],
        });

        var found = messages.Select(message => miner.Learn(message).Template.Id).ToArray();
        var accuracy = Accuracy(found, truth);
        output.WriteLine($"{name}: {accuracy:F4}, published {published:F4}, {miner.Templates.Count()} templates, {truth.Distinct().Count()} true ones");
        Assert.InRange(accuracy, published - 0.001, published + 0.001);
    }

    static double Accuracy(long[] found, string[] truth)
    {
        var sizes = truth.CountBy(id => id).ToDictionary();
        return found.Zip(truth)
            .GroupBy(line => line.First)
            .Where(group => group.All(line => line.Second == group.First().Second) && group.Count() == sizes[group.First().Second])
            .Sum(group => group.Count()) / (double)found.Length;
    }

    static (string[] Messages, string[] Truth) Read(string name)
    {
        var file = SharedData.Find("loghub", "original", name, $"{name}_2k.log_structured.csv");
        Skip.If(file is null, SharedData.Absent);
        var lines = File.ReadLines(file).Select(Fields).ToArray();
        var (content, id) = (Array.IndexOf(lines[0], "Content"), Array.IndexOf(lines[0], "EventId"));
        return ([.. lines.Skip(1).Select(line => line[content])], [.. lines.Skip(1).Select(line => line[id])]);
    }

    // CSV with quotes, doubled inside a quoted field; no field spans lines.
    static string[] Fields(string line)
    {
        var fields = new List<string>();
        var (field, quoted) = (new System.Text.StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        return [.. fields, field.ToString()];
    }
}
