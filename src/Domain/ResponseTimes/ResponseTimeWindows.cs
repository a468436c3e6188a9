namespace Grainwatch.Domain.ResponseTimes;

/// <summary>
/// Describes each response by the ones before it. Causal and robust: windows end before the response (or it would help to hide itself),
/// and medians keep a burst out of its own baseline.
/// </summary>
sealed class ResponseTimeWindows(ResponseTimeSettings settings)
{
    readonly MedianWindow _short = new(settings.ShortWindow);
    readonly MedianWindow _long = new(settings.LongWindow);
    readonly MedianWindow _last3 = new(3);
    readonly MedianWindow _last5 = new(5);

    /// <summary>Describes a response, then adds it to the windows. False while they warm up.</summary>
    public bool TryDescribe(double seconds, out ResponseTimeFeatures features, out Baseline usual)
    {
        var ready = _long.Count >= settings.WarmUp;
        usual = new Baseline(_long.Median, Spread(_long));
        _last3.Add(seconds);
        _last5.Add(seconds);
        var median = Math.Max(_short.Median, settings.MinimumSpread.TotalSeconds);
        features = new ResponseTimeFeatures(
            Slowdown((seconds - _short.Median) / Spread(_short)),
            Slowdown(usual.RobustZ(seconds)),
            Slowdown(seconds / median - 1),
            Slowdown(_last3.Median / median - 1),
            Slowdown(_last5.Median / median - 1));
        _short.Add(seconds);
        _long.Add(seconds);
        return ready;
    }

    double Spread(MedianWindow window) =>
        Math.Max(MedianWindow.NormalConsistency * window.Deviation, settings.MinimumSpread.TotalSeconds);

    static float Slowdown(double value) => (float)Math.Max(value, 0);
}

/// <summary>What was usual before a response: median and robust standard deviation of the long window, in seconds.</summary>
readonly record struct Baseline(double Expected, double Spread)
{
    public double RobustZ(double seconds) => (seconds - Expected) / Spread;
}
