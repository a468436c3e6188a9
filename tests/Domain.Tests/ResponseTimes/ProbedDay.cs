using System.Globalization;
using Grainwatch.Domain.Forest;
using Grainwatch.Testing;

namespace Grainwatch.Domain.Tests.ResponseTimes;

/// <summary>A day of probes every 15 s, drawn from the latencies of a real API, with bursts of slowness injected after the training part.</summary>
sealed record ProbedDay(TimeSpan[] Times, bool[] Slow)
{
    public const int Probes = 5760;
    public const int Training = 1400;
    static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(int probe) => Midnight + TimeSpan.FromSeconds(15) * probe;

    public static ProbedDay Of(double[] latencies, ulong seed, int bursts)
    {
        var random = new SplitMix64(seed);
        var seconds = new double[Probes];
        for (var i = 0; i < Probes; i++)
        {
            seconds[i] = latencies[random.Below(latencies.Length)];
        }

        var slow = new bool[Probes];
        for (var burst = 0; burst < bursts; burst++)
        {
            var start = Training + random.Below(Probes - Training - 20);
            var length = 1 + random.Below(20);
            var factor = new[] { 2, 3, 5 }[random.Below(3)];
            for (var i = start; i < start + length; i++)
            {
                seconds[i] *= factor;
                slow[i] = true;
            }
        }

        return new ProbedDay([.. seconds.Select(TimeSpan.FromSeconds)], slow);
    }

    /// <summary>Seconds. Either what one probe sees (the one endpoint that was asked again and again), or all requests of the API mixed.</summary>
    public static double[] Latencies(bool oneEndpoint)
    {
        var file = SharedData.Find("loghub", "openstack_api_latency.csv");
        Skip.If(file is null, SharedData.Absent);
        return [.. File.ReadLines(file).Skip(1).Select(line => line.Split(','))
            .Where(parts => !oneEndpoint || parts[2].EndsWith("/servers/detail", StringComparison.Ordinal))
            .Select(parts => double.Parse(parts[^1], CultureInfo.InvariantCulture))];
    }
}
