using Grainwatch.Domain.Series;
using Grainwatch.Domain.Thresholds;

namespace Grainwatch.Domain.Tests.Thresholds;

public sealed class ThresholdBookTests
{
    [Fact]
    public async Task ReadsOnlyWhenWhatItHasIsTooOld()
    {
        var source = new Source { Version = 3 };
        using var book = new ThresholdBook(source);
        await book.RefreshAsync(3, CancellationToken.None);
        await book.RefreshAsync(2, CancellationToken.None);
        await book.RefreshAsync(3, CancellationToken.None);
        Assert.Equal(1, source.Reads);

        source.Version = 5;
        await book.RefreshAsync(4, CancellationToken.None);
        Assert.Equal(5, book.Current.For(new SeriesKey("cart", "ERROR"))?.PerMinute);
    }

    [Fact]
    public async Task IsReadOnceByAllWhoNeedItRead()
    {
        // Of version 0 is also a table without a row.
        var source = new Source { Version = 0 };
        using var book = new ThresholdBook(source);
        source.Failure = new InvalidOperationException("away");
        await Assert.ThrowsAsync<InvalidOperationException>(() => book.EnsureReadAsync(CancellationToken.None));
        source.Failure = null;
        await book.EnsureReadAsync(CancellationToken.None);
        await book.EnsureReadAsync(CancellationToken.None);
        Assert.Equal(2, source.Reads);
        Assert.NotNull(book.Current.For(new SeriesKey("cart", "ERROR")));
    }

    [Fact]
    public async Task CallersThatWaitForOneAnotherShareAReadThatBeganAfterThem()
    {
        var source = new Source { Version = 1, Gate = new TaskCompletionSource() };
        using var book = new ThresholdBook(source);
        var first = book.RefreshAsync(CancellationToken.None);
        source.Version = 2;
        var others = Enumerable.Range(0, 10).Select(_ => book.RefreshAsync(CancellationToken.None)).ToArray();
        source.Gate.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, source.Reads);
        Assert.Equal(2, book.Current.Version);
    }

    [Fact]
    public async Task AFailedReadIsTheCallersProblemAndLeavesTheBookAsItWas()
    {
        var source = new Source { Version = 1 };
        using var book = new ThresholdBook(source);
        await book.RefreshAsync(CancellationToken.None);
        source.Failure = new InvalidOperationException("away");
        await Assert.ThrowsAsync<InvalidOperationException>(() => book.RefreshAsync(CancellationToken.None));
        Assert.Equal(1, book.Current.Version);

        source.Failure = null;
        source.Version = 2;
        await book.RefreshAsync(CancellationToken.None);
        Assert.Equal(2, book.Current.Version);
    }

    sealed class Source : IThresholdSource
    {
        public long Version { get; set; }

        public int Reads { get; private set; }

        public TaskCompletionSource? Gate { get; init; }

        public Exception? Failure { get; set; }

        public async Task<(long Version, IReadOnlyList<Threshold> Thresholds)> LoadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            var version = Version;
            await (Gate?.Task ?? Task.CompletedTask);
            return Failure is null ? (version, [new("cart", "ERROR", version, true, default, version)]) : throw Failure;
        }
    }
}
