using System.Text.Json;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Generate;

/// <summary>Sends simulated logs at the pace of the clock. What the server refuses for the moment is sent again, and counted once.</summary>
sealed class TrafficPump(GrainwatchClient client, ShopTraffic traffic, TimeProvider time)
{
    const string DataSource = "system_logs";
    const int MostRowsPerRequest = 1000;
    static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    public long Sent { get; private set; }

    public long Quarantined { get; private set; }

    /// <param name="sending">Is told of the logs of a request at the moment it is sent, and of that moment as a timestamp.</param>
    public async Task RunAsync(DateTimeOffset until, Action<IReadOnlyList<ShopLog>, long> sending, CancellationToken cancellationToken)
    {
        while (traffic.Now < until)
        {
            if (Due(until) is { Count: > 0 } logs)
            {
                var rows = Encode(logs);
                sending(logs, time.GetTimestamp());
                var answer = await PostAsync(rows, cancellationToken);
                Sent += answer.SuccessfulRows;
                Quarantined += answer.QuarantinedRows;
            }

            if (traffic.Now - time.GetUtcNow() is var ahead && ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, time, cancellationToken);
            }
        }
    }

    List<ShopLog> Due(DateTimeOffset until)
    {
        List<ShopLog> logs = [];
        while (traffic.Now <= time.GetUtcNow() && traffic.Now < until && logs.Count < MostRowsPerRequest)
        {
            logs.AddRange(traffic.Next());
        }

        return logs;
    }

    async Task<EventsAnswer> PostAsync(byte[] rows, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("N");
        while (true)
        {
            try
            {
                return await client.PostEventsAsync(DataSource, rows, key, cancellationToken);
            }
            catch (ServerException away) when (away.IsTransient)
            {
                await Task.Delay(RetryPause, time, cancellationToken);
            }
        }
    }

    static byte[] Encode(IEnumerable<ShopLog> logs)
    {
        using var rows = new MemoryStream();
        foreach (var log in logs)
        {
            JsonSerializer.Serialize(rows, log, CliJson.Default.ShopLog);
            rows.WriteByte((byte)'\n');
        }

        return rows.ToArray();
    }
}
