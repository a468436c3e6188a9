namespace Grainwatch.Domain.Forest;

/// <summary>
/// c(n), the average path length of an unsuccessful search in a binary search tree of n points (paper, section 2, equation 1). It is the
/// yardstick of a path, and what is added to a path that ends in a leaf with several points.
/// </summary>
public static class AveragePathLength
{
    const double EulerGamma = 0.57721566490153286;

    /// <summary>c(n) in edges: 0 for n of 0 and 1, 1 for n = 2.</summary>
    public static double Of(int points) => points switch
    {
        <= 1 => 0,
        2 => 1,
        _ => 2 * (Math.Log(points - 1.0) + EulerGamma) - 2 * (points - 1.0) / points,
    };
}
