namespace Grainwatch.Domain.Rules;

/// <summary>What it takes to fire and to resolve, in minutes.</summary>
public sealed record LifeCycle
{
    /// <summary>The longest <see cref="Of"/>: breaches are kept as the bits of one number.</summary>
    public const int MaxWindow = 64;

    /// <summary>So many of the last <see cref="Of"/> minutes must breach, the newest among them. Default 1.</summary>
    public int For { get; init; } = 1;

    /// <summary>At least <see cref="For"/>, at most <see cref="MaxWindow"/>. Default 1.</summary>
    public int Of { get; init; } = 1;

    /// <summary>So many minutes in a row must have recovered before it resolves. At least 1, which is the default.</summary>
    public int KeepFiringFor { get; init; } = 1;
}
