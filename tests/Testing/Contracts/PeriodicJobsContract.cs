using Grainwatch.Domain.Jobs;
using Xunit;

namespace Grainwatch.Testing.Contracts;

/// <summary>What every runner of <see cref="IPeriodicJob"/>s does.</summary>
public abstract class PeriodicJobsContract
{
    /// <summary>The period of the jobs under test.</summary>
    protected virtual TimeSpan Period => TimeSpan.FromMinutes(1);

    /// <summary>Starts a runner of these jobs; disposing it ends their runs.</summary>
    protected abstract Task<IAsyncDisposable> StartAsync(IReadOnlyList<IPeriodicJob> jobs);

    /// <summary>Lets time pass, on whatever clock the runner looks at.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task AJobRunsAgainAndAgain()
    {
        var job = new Job("again", Period);
        await using var runner = await StartAsync([job]);

        await RunsBecomeAsync(job, 1);
        await RunsBecomeAsync(job, 4);
    }

    [Fact]
    public async Task AJobThatFailsIsRunAgain()
    {
        var job = new Job("failing", Period) { Work = _ => throw new InvalidOperationException("fails every time") };
        await using var runner = await StartAsync([job]);

        await RunsBecomeAsync(job, 3);
    }

    [Fact]
    public async Task AJobThatTakesLongIsNotRunTwiceAtATimeAndHoldsUpNoOther()
    {
        var release = new TaskCompletionSource();
        var slow = new Job("slow", Period) { Work = release.Task.WaitAsync };
        var quick = new Job("quick", Period);
        await using var runner = await StartAsync([slow, quick]);

        await RunsBecomeAsync(slow, 1);
        await RunsBecomeAsync(quick, 3);
        Assert.Equal(1, slow.Runs);

        release.SetResult();
        await RunsBecomeAsync(slow, 3);
        Assert.Equal(1, slow.MostAtOnce);
    }

    [Fact]
    public async Task StoppingEndsARunThatIsUnderWay()
    {
        var ended = new TaskCompletionSource();
        var job = new Job("endless", Period)
        {
            Work = async cancellationToken =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ended.TrySetResult();
            },
        };
        var runner = await StartAsync([job]);
        await RunsBecomeAsync(job, 1);

        await runner.DisposeAsync();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    Task RunsBecomeAsync(Job job, int runs) => Eventually.BecomesTrueAsync(
        async () =>
        {
            if (job.Runs >= runs)
            {
                return true;
            }

            await PassAsync(Period);
            return false;
        },
        $"{job.Name} has run {runs} times");

    sealed class Job(string name, TimeSpan period) : IPeriodicJob
    {
        int runs;
        int atOnce;

        public string Name => name;

        public TimeSpan Period => period;

        public int Runs => Volatile.Read(ref runs);

        public int MostAtOnce { get; private set; }

        public Func<CancellationToken, Task> Work { get; init; } = _ => Task.CompletedTask;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref atOnce));
            Interlocked.Increment(ref runs);
            try
            {
                await Work(cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref atOnce);
            }
        }
    }
}
