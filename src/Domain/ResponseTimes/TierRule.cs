namespace Grainwatch.Domain.ResponseTimes;

/// <summary>
/// What a response time needs to reach a tier: how rare its score is <em>and</em> how large the slowdown is. A rare score alone flags a
/// fixed share of healthy responses; a z alone flags every response of a target whose times are heavy-tailed.
/// </summary>
/// <param name="TrainingQuantile">The share of the training rows that scored lower.</param>
/// <param name="RobustZ">Slowdown against the long window, in robust standard deviations (1.4826 MAD).</param>
public sealed record TierRule(double TrainingQuantile, double RobustZ);
