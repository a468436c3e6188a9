using Grainwatch.Domain.Forest;

namespace Grainwatch.Domain.Tests.Forest;

public sealed class IsolationForestTests
{
    [Fact]
    public void RandomNumbersAreThoseOfThePublishedGenerator()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1.207392)]
    [InlineData(256, 10.244771)]
    public void AveragePathLengthFollowsThePaper(int points, double expected) =>
        Assert.Equal(expected, AveragePathLength.Of(points), 6);

    [Fact]
    public void ALonelyPointScoresHighestAndNearOne()
    {
        float[] rows = [.. Cloud(1000), 50];
        var forest = IsolationForest.Train(rows, 1);

        var lonely = forest.Score([50f]);
        Assert.True(lonely > 0.8, $"{lonely}");
        Assert.True(forest.Score([0f]) < 0.45);
        Assert.Equal(lonely, forest.ScoreTraining(rows).Quantile(1));
    }

    [Fact]
    public void TheSameSeedGivesTheSameScoresAndAnotherSeedOthers()
    {
        var rows = Cloud(600);
        double Score(ulong seed) => IsolationForest.Train(rows, 2, new IsolationForestSettings { Seed = seed }).Score([1f, -1f]);

        Assert.Equal(Score(7), Score(7));
        Assert.NotEqual(Score(7), Score(8));
    }

    [Fact]
    public void ScoresOfASeedStayTheSameOverVersions()
    {
        // What the code gave when it agreed with scikit-learn. A change here changes every model that is trained again from its seed.
        var forest = IsolationForest.Train([0f, 1f, 2f, 4f, 10f], 1, new IsolationForestSettings { Trees = 10, Seed = 42 });

        Assert.Equal(0.385512808273, forest.Score([1f]), 12);
        Assert.Equal(0.620896777470, forest.Score([10f]), 12);
    }

    [Fact]
    public void ConstantFeaturesAreDrawnAgain()
    {
        // 30 constant features beside one that isolates the last row. Without the second draw nearly every tree would end at its root.
        var rows = new float[300 * 31];
        for (var row = 0; row < 300; row++)
        {
            rows[row * 31 + 30] = row == 299 ? 1000 : row % 10;
        }

        var forest = IsolationForest.Train(rows, 31);

        Assert.True(forest.Score(rows.AsSpan(299 * 31, 31)) > 0.8);
    }

    [Fact]
    public void RowsThatAreAllTheSameAreNothingSpecial()
    {
        var forest = IsolationForest.Train(new float[500], 1);

        Assert.Equal(0.5, forest.Score([0f]), 12);
        Assert.Equal(0.5, forest.Score([99f]), 12);
    }

    [Fact]
    public void OneTrainingRowTellsNothingApart()
    {
        var forest = IsolationForest.Train([1f, 2f], 2);

        Assert.Equal(1, forest.SampleSize);
        Assert.Equal(0.5, forest.Score([1f, 2f]));
    }

    [Fact]
    public void AValueEqualToTheThresholdGoesLeft()
    {
        // Between two neighbouring float32 values the only threshold is the lower one.
        var upper = MathF.BitIncrement(1000f);
        var forest = IsolationForest.Train([1000f, upper], 1, new IsolationForestSettings { Trees = 1 });

        Assert.Equal(0.5, forest.Score([1000f]), 12);
        Assert.Equal(0.5, forest.Score([upper]), 12);
    }

    [Fact]
    public void ContaminationMovesTheCutAndNothingElse()
    {
        var rows = Cloud(2000);
        var plain = IsolationForest.Train(rows, 2);
        var cut = IsolationForest.Train(rows, 2, new IsolationForestSettings { Contamination = 0.05 });

        Assert.Equal(0.5, plain.Cut);
        Assert.Equal(plain.Score([2f, 2f]), cut.Score([2f, 2f]));
        var scores = new double[1000];
        cut.Score(rows, scores);
        Assert.Equal(50, scores.Count(score => cut.Decision(score) < 0));
    }

    [Fact]
    public void ScoringAllocatesNothing()
    {
        var rows = Cloud(1000);
        var forest = IsolationForest.Train(rows, 2);
        var scores = new double[500];
        const int Calls = 200;
        const int SmallestObject = 24;

        // What the runtime itself allocates once, when it compiles a method anew, does not grow with the calls.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Calls; call++)
        {
            forest.Score(rows, scores);
            forest.Score(rows.AsSpan(0, 2));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (Calls * 2 * SmallestObject) - 1);
    }

    [Fact]
    public void ABadValueIsNamedByRowAndFeature()
    {
        var error = Assert.Throws<ArgumentException>(() => IsolationForest.Train([1, 2, 3, float.NaN], 2));
        Assert.Contains("Feature 1 of row 1", error.Message, StringComparison.Ordinal);

        var forest = IsolationForest.Train([1, 2, 3, 4], 2);
        Assert.Throws<ArgumentException>(() => forest.Score([1f, float.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => forest.Score([1f]));
        Assert.Throws<ArgumentException>(() => forest.Score([1f, 2f, 3f], new double[1]));
        Assert.Throws<ArgumentException>(() => IsolationForest.Train([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => IsolationForest.Train([], 2));
    }

    [Fact]
    public void ASettingOutOfRangeIsNamed()
    {
        static void Refused(IsolationForestSettings settings, string name) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Train([1, 2], 1, settings)).ParamName);

        Refused(new IsolationForestSettings { Trees = 0 }, "Trees");
        Refused(new IsolationForestSettings { SampleSize = 0 }, "SampleSize");
        Refused(new IsolationForestSettings { SampleSize = 32_769 }, "SampleSize");
        Refused(new IsolationForestSettings { Contamination = 0 }, "Contamination");
        Refused(new IsolationForestSettings { Contamination = 0.6 }, "Contamination");
    }

    [Fact]
    public void TheLargestSampleSizeFitsTheNodes()
    {
        var rows = Enumerable.Range(0, IsolationForestSettings.MaxSampleSize).Select(i => (float)i).ToArray();
        var forest = IsolationForest.Train(rows, 1, new IsolationForestSettings { SampleSize = rows.Length, Trees = 2 });

        Assert.True(forest.Score([0f]) > forest.Score([rows.Length / 2f]));
    }

    static float[] Cloud(int values)
    {
        var random = new SplitMix64(1);
        var cloud = new float[values];
        for (var i = 0; i < values; i++)
        {
            // The sum of 12 uniform values, less 6, is near enough to a normal one.
            cloud[i] = -6;
            for (var part = 0; part < 12; part++)
            {
                cloud[i] += (float)random.Unit();
            }
        }

        return cloud;
    }
}
