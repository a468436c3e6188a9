namespace Grainwatch.Testing.Shop;

/// <summary>Something that a healthy shop does, and that its logs show.</summary>
/// <param name="Start">Minutes after the shop's start.</param>
/// <param name="Length">Minutes that it lasts.</param>
/// <param name="Service">Whose logs show it.</param>
public sealed record ShopEvent(int Start, int Length, string Service, ShopEventKind Kind)
{
    public bool Covers(int minute) => minute >= Start && minute < Start + Length;
}

public enum ShopEventKind
{
    /// <summary>For two minutes there is less traffic, for three there are four times the errors.</summary>
    Deploy,

    /// <summary>The logs of these minutes come only after them, all at once: they are counted in their own minutes, when those were judged.</summary>
    Backfill,

    /// <summary>Half an hour of work in the night, and silence for the rest of the day.</summary>
    NightlyBatch,
}
