namespace Grainwatch.Domain.Baselines;

/// <summary>
/// How improbable a silence has become, minute by minute. It is judged by the minutes and by blocks of five of them, as quiet minutes come in clumps;
/// what is more probable counts. The default value is no silence.
/// </summary>
struct SilenceTally
{
    double _expected;
    double _logP;
    double _block;
    double _minutesOfBlock;
    int _minutes;

    public readonly int Minutes => _minutes;

    /// <summary>Logs that were expected in the silence.</summary>
    public readonly double Expected => _expected;

    /// <summary>Adds a silent minute in which <paramref name="mean"/> logs were expected.</summary>
    public void Add(double mean, double minuteDispersion, double windowDispersion)
    {
        _minutes++;
        _expected += mean;
        _block += mean;
        _minutesOfBlock += new NegativeBinomial(mean, minuteDispersion).LogLowerTail(0);
        if (_minutes % SeasonalBaseline.WindowMinutes == 0)
        {
            _logP = LogP(windowDispersion);
            _block = 0;
            _minutesOfBlock = 0;
        }
    }

    /// <summary>Natural logarithm of the probability of the silence.</summary>
    public readonly double LogP(double windowDispersion) =>
        _logP + Math.Max(_minutesOfBlock, new NegativeBinomial(_block, windowDispersion).LogLowerTail(0));

    public readonly void Save(BinaryWriter to)
    {
        to.Write(_expected);
        to.Write(_logP);
        to.Write(_block);
        to.Write(_minutesOfBlock);
        to.Write(_minutes);
    }

    public void Load(BinaryReader from)
    {
        _expected = from.ReadDouble();
        _logP = from.ReadDouble();
        _block = from.ReadDouble();
        _minutesOfBlock = from.ReadDouble();
        _minutes = from.ReadInt32();
    }
}
