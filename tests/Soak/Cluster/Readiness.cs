namespace Grainwatch.Soak.Cluster;

/// <summary>Asks every silo again and again whether it is ready, as a balancer does.</summary>
sealed class Readiness : IAsyncDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    readonly SoakCluster cluster;
    readonly CancellationTokenSource stopping = new();
    readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(2) };
    readonly Task asking;
    volatile IReadOnlyList<Uri> ready;

    public Readiness(SoakCluster cluster)
    {
        this.cluster = cluster;
        ready = cluster.Addresses;
        asking = AskAsync();
    }

    /// <summary>The silos that were ready at the last look; all of them when none was.</summary>
    public IReadOnlyList<Uri> Ready => ready is { Count: > 0 } some ? some : cluster.Addresses;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await asking;
        client.Dispose();
        stopping.Dispose();
    }

    async Task AskAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var answers = await Task.WhenAll(cluster.Addresses.Select(async silo => (Silo: silo, IsReady: await IsReadyAsync(silo))));
            ready = [.. answers.Where(answer => answer.IsReady).Select(answer => answer.Silo)];
            await Task.Delay(Period, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<bool> IsReadyAsync(Uri silo)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(silo, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
