using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;
using Grainwatch.Domain.Time;
using Grainwatch.Testing;

namespace Grainwatch.Bench.Detectors;

/// <summary>
/// The new_template detector on real logs: it learns the first thousand lines of a system and judges the second thousand, a line a minute. A line is new
/// when it is the first of a kind that people found.
/// </summary>
static class NewKinds
{
    const int Learnt = 1000;

    static readonly string[] Systems = ["Apache", "HDFS", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Zookeeper"];

    public static void Print()
    {
        var (fresh, found, wrong, lines) = (0, 0, 0, 0);
        foreach (var system in Systems)
        {
            if (LoghubLines.Read(system) is not { } read)
            {
                Console.WriteLine($"new_template: {SharedData.Absent}");
                return;
            }

            var result = Judge(read);
            Console.WriteLine($"new_template, {system}: {result.Found} of {result.New} new kinds found, {result.Wrong} of {result.Lines} other lines taken for new");
            (fresh, found, wrong, lines) = (fresh + result.New, found + result.Found, wrong + result.Wrong, lines + result.Lines);
        }

        Console.WriteLine($"new_template: {found} of {fresh} new kinds found, {wrong} of {lines} other lines taken for new");
    }

    static (int New, int Found, int Wrong, int Lines) Judge(LoghubLines read)
    {
        var detector = new NewTemplateSettings(WarmUpMinutes: Learnt, Sample: 1).Create(isNew: false);
        var known = new HashSet<string>();
        var (fresh, found, wrong) = (0, 0, 0);
        for (var i = 0; i < read.Messages.Count; i++)
        {
            var isBreach = detector.Judge(new Minute(i), new MinuteInput(1, 0, [read.Messages[i]])).IsBreach;
            var isNew = known.Add(read.Kinds[i]);
            if (i >= Learnt)
            {
                fresh += isNew ? 1 : 0;
                found += isNew && isBreach ? 1 : 0;
                wrong += !isNew && isBreach ? 1 : 0;
            }
        }

        return (fresh, found, wrong, read.Messages.Count - Learnt - fresh);
    }
}
