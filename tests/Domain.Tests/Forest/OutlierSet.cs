using System.Globalization;
using Grainwatch.Testing;

namespace Grainwatch.Domain.Tests.Forest;

/// <summary>One of the classical outlier sets: features, the last column being the label (1 = outlier).</summary>
sealed record OutlierSet(float[] Rows, int Features, bool[] Outlier)
{
    public int Count => Outlier.Length;

    public static OutlierSet Read(string name)
    {
        var lines = ReadLines($"{name}.csv");
        var features = lines[0].Length - 1;
        return new OutlierSet(
            [.. lines.SelectMany(line => line[..features]).Select(value => (float)value)],
            features,
            [.. lines.Select(line => line[features] > 0)]);
    }

    /// <summary>Per row: the mean of the score over 20 seeds of scikit-learn, and its standard deviation.</summary>
    public static (double Mean, double Deviation)[] ReadReference(string name) =>
        [.. ReadLines(Path.Combine("reference_scores", $"{name}_ref.csv")).Select(line => (line[0], line[1]))];

    static double[][] ReadLines(string file)
    {
        var path = SharedData.Find("adbench", file);
        Skip.If(path is null, SharedData.Absent);
        return [.. File.ReadLines(path).Skip(1).Select(line =>
            Array.ConvertAll(line.Split(','), value => double.Parse(value, CultureInfo.InvariantCulture)))];
    }
}
