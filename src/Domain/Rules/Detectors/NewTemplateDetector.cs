using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Templates;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules.Detectors;

sealed class NewTemplateDetector(NewTemplateSettings settings) : IDetector
{
    /// <summary>Bounds the memory of one series; the longest unused are forgotten.</summary>
    const int MaxTemplates = 500;

    const int MaxExamples = 5;

    static readonly TemplateMinerSettings Mining = new() { MaxTemplates = MaxTemplates, MaxLength = 512, Masks = CommonMasks.All };

    TemplateMiner miner = new(Mining);
    int minutes;

    public Verdict Judge(Minute minute, in MinuteInput input)
    {
        if (input.Messages.Count == 0)
        {
            return Verdict.Clean(0, 0);
        }

        HashSet<long> created = [];
        foreach (var message in input.Messages)
        {
            var match = miner.Learn(message);
            if (match.Change is TemplateChange.Created)
            {
                created.Add(match.Template.Id);
            }
        }

        if (minutes < settings.WarmUpMinutes)
        {
            minutes++;
            return Verdict.Clean(0, 0);
        }

        return created.Count == 0 ? Verdict.Clean(0, 0) : Verdict.Breach(created.Count, 0, AnomalyTier.Medium, () => Explain(created));
    }

    public void Save(BinaryWriter to)
    {
        to.Write(minutes);
        var templates = miner.Templates.ToList();
        to.Write(templates.Count);
        foreach (var template in templates)
        {
            to.Write(template.Id);
            to.Write(template.Text);
            to.Write(template.Count);
        }
    }

    public void Load(BinaryReader from)
    {
        minutes = from.ReadInt32();
        var templates = new LogTemplate[from.ReadInt32()];
        for (var i = 0; i < templates.Length; i++)
        {
            templates[i] = new LogTemplate(from.ReadInt64(), from.ReadString(), from.ReadInt64());
        }

        miner = new TemplateMiner(Mining, templates);
    }

    // As they are now: within the minute that they came in, later messages may have made them more general.
    Evidence Explain(HashSet<long> created) => new(
        "drain/1",
        created.Count == 1 ? "A kind of message that this series never had." : $"{created.Count} kinds of messages that this series never had.",
        Examples: [.. miner.Templates.Where(template => created.Contains(template.Id)).Take(MaxExamples).Select(template => template.Text)]);
}
