using System.Text.Json;
using Grainwatch.Api.Json;
using Grainwatch.Api.Live;
using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Logs;

/// <summary>
/// New logs, for eyes: a stream that is looked for in Postgres once a second, so it shows the logs of every process. Logs that were older
/// than <see cref="Overlap"/> when they came are found by searching.
/// </summary>
static class LogTail
{
    const int MostAtOnce = 200;
    const int Remembered = 5000;

    /// <summary>How old a log may be when it comes, to be shown. Under heavy load this much is read again every time.</summary>
    static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>A look that took long is not repeated for this many times as long: a viewer never takes more than this part of the database.</summary>
    const int PauseByCost = 8;

    public static async Task StreamAsync(HttpContext context, LogQuery query, LogReader logs, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var filter = query.Filter(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        // Before the answer begins, so who has it misses nothing. Logs have whole seconds: one of this second counts as new.
        var looked = time.GetUtcNow();
        var begun = looked.AddTicks(-(looked.Ticks % TimeSpan.TicksPerSecond));
        ServerEvents.Begin(context.Response);
        try
        {
            await context.Response.SendAsync(ServerEvents.Nothing, stop.Token);
            var shown = new HashSet<LogPosition>();
            while (true)
            {
                var started = time.GetTimestamp();
                var from = looked - Overlap < begun ? begun : looked - Overlap;
                looked = time.GetUtcNow();
                var newest = await logs.ReadAsync(filter, from, new LogPosition(looked + Ahead), MostAtOnce, stop.Token);
                await SendAsync(context.Response, newest, shown, stop.Token);
                var pause = time.GetElapsedTime(started) * PauseByCost;
                await Task.Delay(pause > Shortest ? pause : Shortest, time, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or the server stops.
        }
        catch (Npgsql.NpgsqlException)
        {
            // Postgres is away: the browser comes back by itself, and is answered 503 until it is there again.
            context.Abort();
        }
    }

    static async Task SendAsync(HttpResponse response, IReadOnlyList<LogLine> newest, HashSet<LogPosition> shown, CancellationToken cancellationToken)
    {
        List<LogLine> news = [.. newest.Where(line => shown.Add(line.Position)).Reverse()];
        if (shown.Count > Remembered)
        {
            shown.Clear();
            shown.UnionWith(newest.Select(line => line.Position));
        }

        var json = JsonSerializer.Serialize(new { logs = news.Select(LogBody.Of), skipped = news.Count == MostAtOnce }, ApiJson.Options);
        await response.SendAsync(news.Count == 0 ? ServerEvents.Nothing : ServerEvents.Event("logs", json), cancellationToken);
    }
}
