using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grainwatch.Cli.Connection;

namespace Grainwatch.Cli.Generate;

/// <summary>Sends simulated rows. What the server refuses for the moment is sent again, and counted once.</summary>
sealed class RowSender<T>(GrainwatchClient client, string dataSource, JsonTypeInfo<T> json, TimeProvider time)
{
    static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    public long Sent { get; private set; }

    public long Quarantined { get; private set; }

    public async Task SendAsync(IEnumerable<T> rows, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(lines, row, json);
            lines.WriteByte((byte)'\n');
        }

        var answer = await PostAsync(lines.ToArray(), cancellationToken);
        Sent += answer.SuccessfulRows;
        Quarantined += answer.QuarantinedRows;
    }

    async Task<EventsAnswer> PostAsync(byte[] rows, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("N");
        while (true)
        {
            try
            {
                return await client.PostEventsAsync(dataSource, rows, key, cancellationToken);
            }
            catch (ServerException away) when (away.IsTransient)
            {
                await Task.Delay(RetryPause, time, cancellationToken);
            }
        }
    }
}
