using System.Globalization;
using System.Text.Json;

namespace Grainwatch.Bench.Detectors;

/// <summary>One series of the Numenta Anomaly Benchmark, with the rows of its anomaly windows (both ends included).</summary>
sealed record NabSeries(string Name, DateTimeOffset[] Times, double[] Values, IReadOnlyList<(int First, int Last)> Windows)
{
    /// <summary>Rows that are not scored: a detector may use them to learn.</summary>
    public int Probation => Math.Min((int)(0.15 * Values.Length), 750);

    /// <summary>The window a row is in, or null.</summary>
    public int? WindowAt(int row)
    {
        for (var i = 0; i < Windows.Count; i++)
        {
            if (Windows[i].First <= row && row <= Windows[i].Last)
            {
                return i;
            }
        }

        return null;
    }

    public static NabSeries[] ReadAll(string folder)
    {
        using var windows = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "windows.json")));
        return [.. windows.RootElement.EnumerateObject().Select(series => Read(folder, series))];
    }

    static NabSeries Read(string folder, JsonProperty series)
    {
        var rows = File.ReadLines(Path.Combine(folder, "data", series.Name)).Skip(1).Select(line => line.Split(',')).ToArray();
        var times = Array.ConvertAll(rows, row => Time(row[0]));
        var windows = series.Value.EnumerateArray().Select(window =>
            (Array.FindIndex(times, time => time >= Time(window[0].GetString()!)), Array.FindLastIndex(times, time => time <= Time(window[1].GetString()!))));
        return new NabSeries(series.Name, times, Array.ConvertAll(rows, row => double.Parse(row[1], CultureInfo.InvariantCulture)), [.. windows]);
    }

    static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
