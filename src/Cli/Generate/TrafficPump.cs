namespace Grainwatch.Cli.Generate;

/// <summary>Sends simulated rows at the pace of the clock.</summary>
sealed class TrafficPump<T>(RowSender<T> sender, ITraffic<T> traffic, TimeProvider time)
{
    const int MostRowsPerRequest = 1000;

    /// <param name="sending">Is told of the rows of a request at the moment it is sent, and of that moment as a timestamp.</param>
    public async Task RunAsync(DateTimeOffset until, Action<IReadOnlyList<T>, long> sending, CancellationToken cancellationToken)
    {
        while (traffic.Now < until)
        {
            if (Due(until) is { Count: > 0 } rows)
            {
                sending(rows, time.GetTimestamp());
                await sender.SendAsync(rows, cancellationToken);
            }

            if (traffic.Now - time.GetUtcNow() is var ahead && ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, time, cancellationToken);
            }
        }
    }

    List<T> Due(DateTimeOffset until)
    {
        List<T> rows = [];
        while (traffic.Now <= time.GetUtcNow() && traffic.Now < until && rows.Count < MostRowsPerRequest)
        {
            rows.AddRange(traffic.Next());
        }

        return rows;
    }
}
