using Grainwatch.Domain.Forest;

namespace Grainwatch.Domain.ResponseTimes;

/// <summary>
/// A forest with the scale to read its scores by. Immutable and safe to share. Training takes milliseconds and belongs off the hot path:
/// copy the training rows of a detector, train anywhere, and give the model back.
/// </summary>
public sealed class ResponseTimeModel
{
    readonly IsolationForest _forest;
    readonly double _medium;
    readonly double _high;
    readonly double _critical;
    readonly bool _knowsTimeOfDay;

    ResponseTimeModel(IsolationForest forest, TrainingScores scores, bool knowsTimeOfDay, DateTimeOffset trainedThrough, ResponseTimeSettings settings)
    {
        _forest = forest;
        _medium = scores.Quantile(settings.Medium.TrainingQuantile);
        _high = scores.Quantile(settings.High.TrainingQuantile);
        _critical = scores.Quantile(settings.Critical.TrainingQuantile);
        _knowsTimeOfDay = knowsTimeOfDay;
        TrainedThrough = trainedThrough;
        Rows = scores.Count;
    }

    /// <summary>The time of the newest row it was trained on; names the version of the model.</summary>
    public DateTimeOffset TrainedThrough { get; }

    /// <summary>Rows it was trained on.</summary>
    public int Rows { get; }

    /// <param name="rows">Oldest first.</param>
    /// <exception cref="ArgumentException">There are fewer rows than <see cref="ResponseTimeSettings.MinimumTrainingRows"/>.</exception>
    public static ResponseTimeModel Train(IReadOnlyList<TrainingRow> rows, ResponseTimeSettings settings)
    {
        if (rows.Count < settings.MinimumTrainingRows)
        {
            throw new ArgumentException($"{rows.Count} rows are too few to train on: {settings.MinimumTrainingRows} are needed.", nameof(rows));
        }

        var knowsTimeOfDay = rows[^1].At - rows[0].At >= settings.TimeOfDayAfter;
        var features = Features(knowsTimeOfDay);
        var matrix = new float[rows.Count * features];
        for (var i = 0; i < rows.Count; i++)
        {
            Describe(rows[i], matrix.AsSpan(i * features, features));
        }

        var forest = IsolationForest.Train(
            matrix, features, new IsolationForestSettings { Trees = settings.Trees, SampleSize = settings.SampleSize, Seed = settings.Seed });
        return new ResponseTimeModel(forest, forest.ScoreTraining(matrix), knowsTimeOfDay, rows[^1].At, settings);
    }

    /// <summary>The isolation score of a response, 0 to 1, high is odd.</summary>
    public double Score(TrainingRow response)
    {
        Span<float> features = stackalloc float[Features(_knowsTimeOfDay)];
        Describe(response, features);
        return _forest.Score(features);
    }

    /// <summary>The highest tier whose training quantile the score reaches.</summary>
    public ResponseTimeTier Rarity(double score) =>
        score >= _critical ? ResponseTimeTier.Critical
        : score >= _high ? ResponseTimeTier.High
        : score >= _medium ? ResponseTimeTier.Medium
        : ResponseTimeTier.None;

    static int Features(bool timeOfDay) => ResponseTimeFeatures.Count + (timeOfDay ? 2 : 0);

    // The time of day as a point on a circle, so that 23:59 is next to 0:00.
    static void Describe(TrainingRow response, Span<float> features)
    {
        response.Features.CopyTo(features);
        if (features.Length > ResponseTimeFeatures.Count)
        {
            var (sin, cos) = Math.SinCos(response.At.UtcDateTime.TimeOfDay / TimeSpan.FromDays(1) * Math.Tau);
            features[^2] = (float)sin;
            features[^1] = (float)cos;
        }
    }
}
