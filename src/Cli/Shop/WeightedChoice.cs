namespace Grainwatch.Cli.Shop;

/// <summary>Picks kinds of logs as often as their weights say.</summary>
sealed class WeightedChoice
{
    readonly IReadOnlyList<LogKind> kinds;
    readonly double[] upTo;

    public WeightedChoice(IReadOnlyList<LogKind> kinds)
    {
        this.kinds = kinds;
        upTo = new double[kinds.Count];
        var sum = 0.0;
        for (var i = 0; i < upTo.Length; i++)
        {
            upTo[i] = sum += kinds[i].Weight;
        }
    }

    public LogKind Pick(Random random)
    {
        var found = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return kinds[Math.Min(found < 0 ? ~found : found + 1, upTo.Length - 1)];
    }
}
