using Grainwatch.Domain.Templates;

namespace Grainwatch.Domain.Tests.Templates;

public sealed class TemplateMinerTests
{
    [Fact]
    public void KeepsWhatMessagesShareAndWildcardsTheRest()
    {
        var miner = new TemplateMiner();

        Assert.Equal(
            new TemplateMatch(new LogTemplate(1, "user alice logged in", 1), TemplateChange.Created), miner.Learn("user alice logged in"));
        Assert.Equal(
            new TemplateMatch(new LogTemplate(1, "user <*> logged in", 2), TemplateChange.Refined), miner.Learn("user  bob logged in "));
        Assert.Equal(
            new TemplateMatch(new LogTemplate(1, "user <*> logged in", 3), TemplateChange.None), miner.Learn("user carol logged in"));
        Assert.Equal(TemplateChange.Created, miner.Learn("connection refused by peer").Change);
    }

    [Fact]
    public void MessagesOfAnotherNumberOfTokensAreAnotherTemplate()
    {
        var miner = new TemplateMiner();
        miner.Learn("disk full");

        Assert.Equal(TemplateChange.Created, miner.Learn("disk full again").Change);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("started")]
    public void ShortMessagesAreGroupedToo(string message)
    {
        var miner = new TemplateMiner(new TemplateMinerSettings { Depth = 6 });

        var first = miner.Learn(message);
        Assert.Equal(first.Template.Id, miner.Learn(message).Template.Id);
        Assert.Single(miner.Templates);
    }

    [Fact]
    public void AFirstTokenWithADigitIsTakenForAVariable()
    {
        var miner = new TemplateMiner();
        miner.Learn("10ms spent in parser");

        Assert.Equal("<*> spent in parser", miner.Learn("27ms spent in parser").Template.Text);
    }

    [Fact]
    public void ASimilarityAboveTheShareOfEqualTokensKeepsMessagesApart()
    {
        var miner = new TemplateMiner(new TemplateMinerSettings { Similarity = 0.8 });
        miner.Learn("job alpha finished with success");

        Assert.Equal(TemplateChange.None, miner.Learn("job alpha finished with success").Change);
        Assert.Equal(TemplateChange.Refined, miner.Learn("job beta finished with success").Change);
        Assert.Equal(TemplateChange.Created, miner.Learn("job gamma crashed with success").Change);
    }

    [Fact]
    public void MasksComeFirstAndMayBeNamed()
    {
        var miner = new TemplateMiner(new TemplateMinerSettings { Masks = [new TemplateMask(@"[0-9]+(\.[0-9]+){3}", "IP"), new TemplateMask("[0-9]+", "$0")] });

        Assert.Equal("from <IP> port <$0>", miner.Learn("from 10.0.0.1 port 22").Template.Text);
        Assert.Equal(TemplateChange.None, miner.Learn("from 10.0.0.2 port 23").Change);
    }

    [Fact]
    public void AMaskThatCannotRunInLinearTimeIsRefused()
    {
        Assert.Contains("(?=x)", Assert.Throws<ArgumentException>(() => new TemplateMask("a(?=x)")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TemplateMask("("));
    }

    [Fact]
    public void TheTemplateUnusedForLongestMakesRoom()
    {
        var miner = new TemplateMiner(new TemplateMinerSettings { MaxTemplates = 2 });
        miner.Learn("alpha");
        miner.Learn("beta");
        miner.Learn("alpha");
        miner.Learn("gamma");

        Assert.Equal(["alpha", "gamma"], miner.Templates.Select(template => template.Text));
        var back = miner.Learn("beta");
        Assert.Equal((TemplateChange.Created, 4L), (back.Change, back.Template.Id));
    }

    [Fact]
    public void ManyFirstTokensShareTheWildcardBranch()
    {
        var miner = new TemplateMiner(new TemplateMinerSettings { MaxChildren = 3 });
        foreach (var word in new[] { "alpha", "beta", "gamma", "delta" })
        {
            miner.Learn($"{word} said hello there");
        }

        // Two branches of their own; the third would be the last, so it and the fourth share the wildcard's.
        Assert.Equal(["alpha said hello there", "beta said hello there", "<*> said hello there"], miner.Templates.Select(t => t.Text));
    }

    [Fact]
    public void FindLearnsNothing()
    {
        var miner = new TemplateMiner();
        miner.Learn("user alice logged in");

        Assert.Equal(new LogTemplate(1, "user alice logged in", 1), miner.Find("user bob logged in"));
        Assert.Null(miner.Find("something else entirely different"));
        Assert.Equal(new LogTemplate(1, "user alice logged in", 1), Assert.Single(miner.Templates));
    }

    [Fact]
    public void GoesOnFromTheTemplatesOfAnEarlierRun()
    {
        var earlier = new TemplateMiner();
        earlier.Learn("user alice logged in");
        earlier.Learn("user bob logged in");
        earlier.Learn("disk full");

        var miner = new TemplateMiner(known: earlier.Templates);
        Assert.Equal(new TemplateMatch(new LogTemplate(1, "user <*> logged in", 3), TemplateChange.None), miner.Learn("user carol logged in"));
        Assert.Equal(3, miner.Learn("out of memory").Template.Id);
    }

    [Fact]
    public void ASettingOutOfRangeIsNamed() =>
        Assert.Contains(
            "Depth must be 3 to 20",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TemplateMiner(new TemplateMinerSettings { Depth = 2 })).Message,
            StringComparison.Ordinal);
}
