using System.Diagnostics;
using System.Globalization;
using Grainwatch.Domain.Forest;
using Grainwatch.Testing;

namespace Grainwatch.Bench.Forest;

/// <summary>Fit and score times of the isolation forest beside Debian's python3-sklearn, on the same rows, one thread each.</summary>
static class ForestBench
{
    const int Runs = 5;

    public static BenchMode Mode { get; } = new("isolation forest: fit and score times beside scikit-learn", Run);

    static async Task Run(string[] args)
    {
        if (SharedData.Find("adbench") is not { } folder)
        {
            Console.WriteLine(SharedData.Absent);
            return;
        }

        var files = Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).ToArray();
        var reference = await ScikitLearnAsync(files);
        WarmUp(files[0]);
        Console.WriteLine($"100 trees of 256 rows, all rows fitted and scored, one thread, medians of {Runs}");
        Console.WriteLine($"{"set",-12}{"rows",8}{"d",4}{"fit ms",9}{"sklearn",9}{"times",7}{"score ms",10}{"sklearn",9}{"times",7}{"us/row",8}");
        foreach (var file in files)
        {
            var (rows, features) = Read(file);
            var count = rows.Length / features;
            var (fit, score) = Measure(rows, features);
            var line = $"{Path.GetFileNameWithoutExtension(file),-12}{count,8}{features,4}{fit,9:F2}";
            Console.WriteLine(reference.TryGetValue(file, out var other)
                ? $"{line}{other.Fit,9:F1}{other.Fit / fit,7:F1}{score,10:F2}{other.Score,9:F1}{other.Score / score,7:F1}{score * 1000 / count,8:F2}"
                : $"{line}{"-",9}{"-",7}{score,10:F2}{"-",9}{"-",7}{score * 1000 / count,8:F2}");
        }
    }

    // Long enough for the runtime to compile the hot loops for good.
    static void WarmUp(string file)
    {
        var (rows, features) = Read(file);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 2;)
        {
            Measure(rows, features);
        }
    }

    static (double Fit, double Score) Measure(float[] rows, int features)
    {
        var scores = new double[rows.Length / features];
        var (fits, times) = (new List<double>(), new List<double>());

        for (var run = 0; run < Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            var forest = IsolationForest.Train(rows, features, new IsolationForestSettings { Seed = (ulong)run });
            var fitted = Stopwatch.GetTimestamp();
            forest.Score(rows, scores);
            fits.Add(Stopwatch.GetElapsedTime(start, fitted).TotalMilliseconds);
            times.Add(Stopwatch.GetElapsedTime(fitted).TotalMilliseconds);
        }

        return (Median(fits), Median(times));
    }

    static async Task<Dictionary<string, (double Fit, double Score)>> ScikitLearnAsync(string[] files)
    {
        // Debian's own interpreter: another python3 that comes first in the path has no python3-sklearn.
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Forest", "sklearn_times.py"));
        Array.ForEach(files, start.ArgumentList.Add);
        start.Environment["OMP_NUM_THREADS"] = "1";
        var results = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        if (!File.Exists(start.FileName))
        {
            Console.WriteLine("scikit-learn is missing (apt-get install python3-sklearn): our own times only");
            return results;
        }

        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        while (await python.StandardOutput.ReadLineAsync() is { } line)
        {
            var parts = line.Split(' ');
            results[parts[0]] = (double.Parse(parts[1], CultureInfo.InvariantCulture), double.Parse(parts[2], CultureInfo.InvariantCulture));
        }

        await python.WaitForExitAsync();
        if (python.ExitCode != 0)
        {
            Console.WriteLine($"scikit-learn did not run (apt-get install python3-sklearn): {(await errors).TrimEnd().Split('\n')[^1]}");
        }

        return results;
    }

    static (float[] Rows, int Features) Read(string file)
    {
        var lines = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).ToArray();
        var features = lines[0].Length - 1;
        return ([.. lines.SelectMany(line => line[..features]).Select(value => float.Parse(value, CultureInfo.InvariantCulture))], features);
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
