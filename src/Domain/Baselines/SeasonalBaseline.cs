using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Baselines;

/// <summary>
/// What one series usually counts per minute at this time of day, and how improbable a count is. A level, a factor for each quarter of an
/// hour of the day and a dispersion are learnt as minutes close; a count is judged by the negative binomial tail of the last minute and
/// of the sum of the last five, which finds slow bursts in quiet series. About 0.8 KB a series, no history kept.
/// <para>
/// Judging does not learn, so a minute may be judged as often as it grows; it is learnt once, when it is closed. Not safe for
/// concurrent use. Made anew from history by learning its minutes in order.
/// </para>
/// </summary>
public sealed class SeasonalBaseline
{
    /// <summary>Minutes of the longer window that counts are judged by.</summary>
    public const int WindowMinutes = 5;

    // Beyond this, more silence changes nothing: the level has faded to nothing at any rate worth having.
    const long LongestGap = 14 * 24 * 60;
    const double LeastLevel = 1e-4;

    // A mean over more than a day is what the time of day is compared with; the level itself follows the day too closely for that.
    const double DayRate = 0.0005;

    readonly BaselineSettings _settings;
    readonly SeasonProfile _season = new();
    readonly WindowSums _window = new();
    DispersionEstimate _minuteDispersion;
    DispersionEstimate _windowDispersion;
    double _level;
    double _dayLevel;
    long _learnt;
    Minute _last;

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public SeasonalBaseline(BaselineSettings? settings = null)
    {
        _settings = settings ?? new BaselineSettings();
        _settings.Validate();
    }

    /// <summary>Writes all that was learnt, about 600 bytes.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_level);
        to.Write(_dayLevel);
        to.Write(_learnt);
        to.Write(_last.Number);
        _minuteDispersion.Save(to);
        _windowDispersion.Save(to);
        _window.Save(to);
        _season.Save(to);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        _level = from.ReadDouble();
        _dayLevel = from.ReadDouble();
        _learnt = from.ReadInt64();
        _last = new Minute(from.ReadInt64());
        _minuteDispersion.Load(from);
        _windowDispersion.Load(from);
        _window.Load(from);
        _season.Load(from);
    }

    /// <summary>Enough minutes are learnt for verdicts.</summary>
    public bool IsWarm => _learnt >= _settings.WarmUpMinutes;

    /// <summary>The last minute learnt, or null before the first.</summary>
    public Minute? LearntUpTo => _learnt == 0 ? null : _last;

    /// <summary>Logs expected in a minute.</summary>
    public double Expected(Minute minute) => _level * _season.Factor(minute, _settings.SeasonTrust);

    /// <summary>
    /// Learns a closed minute. Minutes that were left out since the last one had no logs, and are learnt as such. A minute that is
    /// not after the last one is ignored: a count is learnt once.
    /// </summary>
    public void Learn(Minute minute, long count)
    {
        if (_learnt > 0 && minute <= _last)
        {
            return;
        }

        for (var silent = _learnt == 0 ? minute : Minute.Max(_last + 1, minute - LongestGap); silent < minute; silent += 1)
        {
            LearnOne(silent, 0);
        }

        LearnOne(minute, count);
    }

    /// <summary>
    /// Judges the count of <paramref name="minute"/> and the sum up to it. While the minute is still open only an upward verdict means
    /// something: its count can only grow.
    /// </summary>
    /// <param name="counts">Logs per minute, the last one being that of <paramref name="minute"/>; of those before, up to four are used.</param>
    /// <exception cref="ArgumentException">There are no counts.</exception>
    public BaselineVerdict Judge(Minute minute, ReadOnlySpan<long> counts)
    {
        if (counts.IsEmpty)
        {
            throw new ArgumentException("At least the count of the minute itself is needed.", nameof(counts));
        }

        var single = Judge(1, counts[^1], new NegativeBinomial(Expected(minute), _minuteDispersion.Value));
        if (counts.Length < WindowMinutes)
        {
            return single;
        }

        var (sum, expected) = (0L, 0.0);
        for (var back = 0; back < WindowMinutes; back++)
        {
            sum += counts[^(back + 1)];
            expected += Expected(minute - back);
        }

        var window = Judge(WindowMinutes, sum, new NegativeBinomial(expected, _windowDispersion.Value));
        return window.IsAnomaly != single.IsAnomaly ? (window.IsAnomaly ? window : single) : window.LogP < single.LogP ? window : single;
    }

    /// <summary>
    /// How improbable it is that the series says nothing for <paramref name="minutes"/> closed minutes up to <paramref name="until"/>: the
    /// flatline of a series that always speaks. The silence is judged minute by minute and in blocks of five minutes, as quiet minutes come in
    /// clumps too; what is more probable counts. The direction set does not matter here.
    /// </summary>
    public BaselineVerdict JudgeSilence(Minute until, int minutes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1);
        var tally = default(SilenceTally);
        for (var minute = until - minutes + 1; minute <= until; minute += 1)
        {
            AddSilent(minute, ref tally);
        }

        return JudgeSilence(tally);
    }

    /// <summary>Makes a silence longer by a minute, by what is learnt until now.</summary>
    internal void AddSilent(Minute minute, ref SilenceTally tally) => tally.Add(Expected(minute), _minuteDispersion.Value, _windowDispersion.Value);

    internal BaselineVerdict JudgeSilence(in SilenceTally tally)
    {
        var logP = tally.LogP(_windowDispersion.Value);
        return new BaselineVerdict(
            IsWarm && logP <= Math.Log(_settings.Risk), tally.Minutes, 0, new NegativeBinomial(tally.Expected, _windowDispersion.Value), logP, _settings.Risk);
    }

    BaselineVerdict Judge(int minutes, long seen, NegativeBinomial model)
    {
        var up = _settings.Direction.HasFlag(BaselineDirection.Up) && seen >= _settings.MinimumCount ? model.LogUpperTail(seen) : 0;
        var down = _settings.Direction.HasFlag(BaselineDirection.Down) ? model.LogLowerTail(seen) : 0;
        var logP = Math.Min(up, down);
        return new BaselineVerdict(IsWarm && logP <= Math.Log(_settings.Risk), minutes, seen, model, logP, _settings.Risk);
    }

    void LearnOne(Minute minute, long count)
    {
        _last = minute;
        var rate = Math.Max(_settings.LevelRate, 1.0 / ++_learnt);
        var factor = _season.Factor(minute, _settings.SeasonTrust);
        var model = new NegativeBinomial(_level * factor, _minuteDispersion.Value);

        // Not during the first minutes: with nothing learnt yet, every count is many deviations out.
        var reach = _settings.Winsorise * Math.Max(model.Deviation, 1);
        var seen = IsWarm ? Math.Clamp(count, model.Mean - reach, model.Mean + reach) : count;
        if (_learnt > 1)
        {
            var dispersionRate = Math.Max(_settings.DispersionRate, 1.0 / _learnt);
            _minuteDispersion.Learn(seen, model.Mean, dispersionRate);
            if (_window.Add(seen, model.Mean) is var (sum, expected))
            {
                _windowDispersion.Learn(sum, expected, dispersionRate);
            }
        }

        if (IsWarm)
        {
            _season.Learn(minute, seen, _dayLevel, _settings.SeasonRate);
        }

        _dayLevel = Math.Max(_dayLevel + Math.Max(DayRate, 1.0 / _learnt) * (seen - _dayLevel), LeastLevel);
        _level = Math.Max(_level + rate * (seen / Math.Max(factor, 0.01) - _level), LeastLevel);
    }
}
