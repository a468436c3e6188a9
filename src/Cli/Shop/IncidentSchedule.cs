namespace Grainwatch.Cli.Shop;

/// <summary>When something breaks, counted from the start of the traffic.</summary>
/// <param name="First">When the first one begins.</param>
/// <param name="Length">How long each lasts.</param>
/// <param name="Every">From the beginning of one to the beginning of the next.</param>
sealed record IncidentSchedule(TimeSpan First, TimeSpan Length, TimeSpan Every)
{
    public static IncidentSchedule None { get; } = new(TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.MaxValue);

    /// <returns>The incident that goes on at that time, or null.</returns>
    public Incident? At(TimeSpan elapsed) => NumberAt(elapsed) is { } number ? ShopCatalogue.Incidents[(int)(number % ShopCatalogue.Incidents.Count)] : null;

    public bool IsOnAt(TimeSpan elapsed) => NumberAt(elapsed) is not null;

    long? NumberAt(TimeSpan elapsed)
    {
        if (elapsed < First)
        {
            return null;
        }

        var (number, into) = Math.DivRem((elapsed - First).Ticks, Every.Ticks);
        return into < Length.Ticks ? number : null;
    }
}
