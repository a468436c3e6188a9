namespace Grainwatch.Domain.Baselines;

/// <summary>
/// The dispersion a in variance = μ + a μ², by moments, older values fading: (mean of (x - μ)² - μ) over (mean of μ²).
/// </summary>
struct DispersionEstimate
{
    const double Least = 1e-4;
    const double Most = 5;

    double _excess;
    double _square;

    public readonly double Value => _square > 0 ? Math.Clamp(_excess / _square, Least, Most) : Least;

    public void Learn(double seen, double expected, double rate)
    {
        var error = seen - expected;
        _excess += rate * (error * error - expected - _excess);
        _square += rate * (expected * expected - _square);
    }

    public readonly void Save(BinaryWriter to)
    {
        to.Write(_excess);
        to.Write(_square);
    }

    public void Load(BinaryReader from)
    {
        _excess = from.ReadDouble();
        _square = from.ReadDouble();
    }
}
