using Grainwatch.Domain.Counting;

namespace Grainwatch.Domain.Tests;

public sealed class CommitSnapshotTests
{
    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(13, false)]
    public void IncludesWhatPostgresCallsVisible(ulong transaction, bool included) =>
        Assert.Equal(included, CommitSnapshot.Parse("10:13:10,12").Includes(transaction));

    [Fact]
    public void ReadsBackWhatItWrites() =>
        Assert.Equal("10:13:10,12", CommitSnapshot.Parse("10:13:10,12").ToString());
}
