namespace Grainwatch.Domain.Templates;

/// <summary>A template as it was at one moment: tokens that all its messages share, and <c>&lt;*&gt;</c> where they differ.</summary>
/// <param name="Id">Given in order of appearance, from 1; never used twice by one miner.</param>
/// <param name="Text">The tokens with one space between them.</param>
/// <param name="Count">Messages that belong to it.</param>
public sealed record LogTemplate(long Id, string Text, long Count);

/// <summary>What a message did to the templates.</summary>
public enum TemplateChange
{
    /// <summary>It fits a template as that is.</summary>
    None,

    /// <summary>It fits one that has become more general by it.</summary>
    Refined,

    /// <summary>It fits none, and starts one of its own.</summary>
    Created,
}

/// <summary>The template a message belongs to, after the message.</summary>
public readonly record struct TemplateMatch(LogTemplate Template, TemplateChange Change);
