using Grainwatch.Domain.Templates;

namespace Grainwatch.Domain.Tests.Templates;

/// <summary>Alone, because it reads the memory of the whole process.</summary>
[Collection(nameof(TemplateMemoryTests))]
[CollectionDefinition(nameof(TemplateMemoryTests), DisableParallelization = true)]
public sealed class TemplateMemoryTests
{
    [Fact]
    public void MemoryStaysBoundedOverEndlessNewMessages()
    {
        var miner = new TemplateMiner(new TemplateMinerSettings { MaxTemplates = 50, MaxLength = 100, Depth = 6 });
        long Used()
        {
            for (var i = 0; i < 20_000; i++)
            {
                // Letters only, so that every token makes a branch of its own.
                var word = string.Concat($"{i:D6}".Select(digit => (char)(digit - '0' + 'a')));
                miner.Learn($"{word}a {word}b {word}c {word}d {word}e");
            }

            return GC.GetTotalMemory(forceFullCollection: true);
        }

        var before = Used();
        Assert.True(Used() - before < 500_000);
        Assert.Equal(50, miner.Templates.Count());
        Assert.All(miner.Templates, template => Assert.True(template.Text.Length <= 100));
    }
}
