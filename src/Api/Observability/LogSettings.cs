namespace Grainwatch.Api.Observability;

/// <summary>How logs are written.</summary>
public sealed class LogSettings
{
    /// <summary>One JSON object a line, for machines. Default false: one line of text, for people.</summary>
    public bool Json { get; set; }
}
