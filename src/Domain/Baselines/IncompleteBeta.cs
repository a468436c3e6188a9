namespace Grainwatch.Domain.Baselines;

/// <summary>
/// The regularised incomplete beta function I_x(a, b), as a natural logarithm, so that tails far below 1e-308 keep their order.
/// Continued fraction of DLMF 8.17.22, by Lentz's method; the symmetry I_x(a, b) = 1 - I_(1-x)(b, a) where that converges faster.
/// </summary>
static class IncompleteBeta
{
    /// <param name="x">0 to 1.</param>
    /// <param name="rest">1 - x, given apart so that a small one keeps its digits.</param>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    public static double Log(double x, double rest, double a, double b)
    {
        if (x <= 0)
        {
            return double.NegativeInfinity;
        }

        if (rest <= 0)
        {
            return 0;
        }

        var front = a * Math.Log(x) + b * Math.Log(rest) + LogGamma(a + b) - LogGamma(a) - LogGamma(b);
        return x < (a + 1) / (a + b + 2)
            ? Math.Min(front - Math.Log(a) + Math.Log(Fraction(x, a, b)), 0)
            : LogOneMinusExp(front - Math.Log(b) + Math.Log(Fraction(rest, b, a)));
    }

    /// <summary>ln(1 - e^y) for y up to 0.</summary>
    static double LogOneMinusExp(double y) =>
        y >= 0 ? double.NegativeInfinity
        : y > -0.5 ? Math.Log(-ExpMinusOne(y))
        : Math.Log(1 - Math.Exp(y));

    // e^y - 1 without the loss of digits near 0; the series is used for |y| up to 0.5 only.
    static double ExpMinusOne(double y)
    {
        double term = y, sum = y;
        for (var n = 2; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= y / n;
            sum += term;
        }

        return sum;
    }

    static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), result = d;
        for (var m = 1; m < 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            result *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            result *= d * c;
            if (Math.Abs(d * c - 1) < 1e-12)
            {
                break;
            }
        }

        return result;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    /// <summary>ln Γ(x) for x above 0: Stirling's series (DLMF 5.11.1) from 10 on, the recurrence below.</summary>
    internal static double LogGamma(double x)
    {
        var product = 1.0;
        for (; x < 10; x++)
        {
            product *= x;
        }

        var square = 1 / (x * x);
        var series = (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(Math.Tau) + series - Math.Log(product);
    }
}
