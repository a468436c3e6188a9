namespace Grainwatch.Domain.Thresholds;

/// <summary>A threshold as it was posted; <see cref="Wildcard"/> in <paramref name="Service"/> or <paramref name="Severity"/> stands for every one.</summary>
/// <param name="PerMinute">Logs per minute above which an anomaly fires.</param>
/// <param name="Active">False switches the pair's threshold off: it is as if none had ever been posted.</param>
/// <param name="UpdatedAt">The newest one of a pair counts.</param>
/// <param name="Arrival">Order of arrival: the later one wins when two have the same <paramref name="UpdatedAt"/>.</param>
public sealed record Threshold(string Service, string Severity, double PerMinute, bool Active, DateTimeOffset UpdatedAt, long Arrival)
{
    public const string Wildcard = "*";
}
