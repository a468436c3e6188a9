using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>Messages of a kind that the series never had before, by the templates that <see cref="Templates.TemplateMiner"/> finds.</summary>
/// <param name="WarmUpMinutes">So many minutes with messages are learnt before the first verdict.</param>
/// <param name="Sample">At most so many messages of a minute are read.</param>
public sealed record NewTemplateSettings(int WarmUpMinutes, int Sample) : DetectorSettings
{
    public override AnomalyReason Reason => AnomalyReason.NewTemplate;

    public override int MaxMessages => Sample;

    public override IDetector Create(bool isNew) => new NewTemplateDetector(this);
}
