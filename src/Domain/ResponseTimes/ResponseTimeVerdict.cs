namespace Grainwatch.Domain.ResponseTimes;

/// <summary>What a detector says of one response time, and why.</summary>
/// <param name="Tier">The tier that enough of the last responses reached: what to report.</param>
/// <param name="SingleTier">The tier of this response alone, before the vote.</param>
/// <param name="Observed">The response time.</param>
/// <param name="Expected">Median of the long window before it; null while that warms up.</param>
/// <param name="Upper">The response time above which it could have reached <see cref="ResponseTimeTier.Medium"/>; null while warming up.</param>
/// <param name="RobustZ">Distance from what was expected, in robust standard deviations; 0 while warming up.</param>
/// <param name="Score">The isolation score, above 0 and below 1, high is odd; null before the first model.</param>
/// <param name="Model">Which model judged it (<see cref="ResponseTimeModel.TrainedThrough"/>); null before the first.</param>
public sealed record ResponseTimeVerdict(
    ResponseTimeTier Tier,
    ResponseTimeTier SingleTier,
    TimeSpan Observed,
    TimeSpan? Expected,
    TimeSpan? Upper,
    double RobustZ,
    double? Score,
    DateTimeOffset? Model);
