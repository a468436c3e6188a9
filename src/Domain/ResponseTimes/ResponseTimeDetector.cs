namespace Grainwatch.Domain.ResponseTimes;

/// <summary>
/// Judges the response times of one probe: an isolation forest says how rare a response is among those of this probe, a robust z and a
/// least slowdown guard it, and two of three responses must agree. A failed probe has no response time and is not shown to it.
/// <para>
/// Not safe for concurrent use; one owner feeds it in time order. It can be rebuilt at any time by feeding the stored history again.
/// Training is the owner's to schedule: while <see cref="TrainingDue"/>, take <see cref="Training"/>, train on another thread and hand
/// the model to <see cref="Use"/>.
/// </para>
/// </summary>
public sealed class ResponseTimeDetector
{
    readonly ResponseTimeSettings _settings;
    readonly ResponseTimeWindows _windows;
    readonly TrainingWindow _rows;
    readonly ResponseTimeTier[] _lastTiers;
    ResponseTimeModel? _model;
    DateTimeOffset _newest = DateTimeOffset.MinValue;
    long _observed;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public ResponseTimeDetector(ResponseTimeSettings? settings = null)
    {
        _settings = settings ?? new ResponseTimeSettings();
        _settings.Validate();
        _windows = new ResponseTimeWindows(_settings);
        _rows = new TrainingWindow(_settings.MaximumTrainingRows, _settings.TrainingSpan);
        _lastTiers = new ResponseTimeTier[_settings.VoteOf];
    }

    /// <summary>There are enough rows, and no model or one that is due for renewal.</summary>
    public bool TrainingDue =>
        _rows.Count >= _settings.MinimumTrainingRows && (_model is null || _newest - _model.TrainedThrough >= _settings.RetrainEvery);

    /// <summary>A copy of the rows to train on now, oldest first, reported responses left out.</summary>
    public IReadOnlyList<TrainingRow> Training() => _rows.ToArray();

    /// <summary>Judges by <paramref name="model"/> from the next response on.</summary>
    public void Use(ResponseTimeModel model) => _model = model;

    /// <summary>Judges one response and learns from it.</summary>
    /// <param name="at">When it was measured; not before the one before it.</param>
    /// <param name="responseTime">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public ResponseTimeVerdict Observe(DateTimeOffset at, TimeSpan responseTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(responseTime, TimeSpan.Zero);
        _newest = at;
        var seconds = responseTime.TotalSeconds;
        if (!_windows.TryDescribe(seconds, out var features, out var usual))
        {
            return new ResponseTimeVerdict(Vote(ResponseTimeTier.None), ResponseTimeTier.None, responseTime, null, null, 0, null, null);
        }

        var response = new TrainingRow(at, features);
        var score = _model?.Score(response);
        var single = score is { } rarity ? Tier(_model!.Rarity(rarity), seconds, usual) : ResponseTimeTier.None;
        var voted = Vote(single);
        if (voted == ResponseTimeTier.None)
        {
            _rows.Add(response);
        }

        return new ResponseTimeVerdict(
            voted,
            single,
            responseTime,
            TimeSpan.FromSeconds(usual.Expected),
            TimeSpan.FromSeconds(usual.Expected + Math.Max(LeastChange(usual), _settings.Medium.RobustZ * usual.Spread)),
            usual.RobustZ(seconds),
            score,
            _model?.TrainedThrough);
    }

    ResponseTimeTier Tier(ResponseTimeTier rarity, double seconds, Baseline usual)
    {
        if (seconds - usual.Expected < LeastChange(usual))
        {
            return ResponseTimeTier.None;
        }

        var z = usual.RobustZ(seconds);
        var effect = z >= _settings.Critical.RobustZ ? ResponseTimeTier.Critical
            : z >= _settings.High.RobustZ ? ResponseTimeTier.High
            : z >= _settings.Medium.RobustZ ? ResponseTimeTier.Medium
            : ResponseTimeTier.None;
        return rarity < effect ? rarity : effect;
    }

    double LeastChange(Baseline usual) =>
        Math.Max(_settings.MinimumChange.TotalSeconds, _settings.MinimumRelativeChange * usual.Expected);

    // The highest tier that as many of the last responses reached as there must be votes.
    ResponseTimeTier Vote(ResponseTimeTier single)
    {
        _lastTiers[_observed++ % _lastTiers.Length] = single;
        Span<ResponseTimeTier> tiers = stackalloc ResponseTimeTier[_lastTiers.Length];
        _lastTiers.CopyTo(tiers);
        tiers.Sort();
        return tiers[^_settings.Votes];
    }
}
