using System.Text.Json;
using Grainwatch.Api.Json;
using Grainwatch.Api.Live;
using Grainwatch.Storage.Processes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Grainwatch.Api.Processes;

/// <summary>Says every second what this process is doing, where the pages of every process read it.</summary>
sealed partial class ProcessReporter(
    ProcessStatsTable table,
    ProcessMeters meters,
    LogRates rates,
    LiveHub hub,
    Shape shape,
    IServer server,
    TimeProvider time,
    ILogger<ProcessReporter> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    static readonly TimeSpan CommitWindow = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    readonly DateTime startedAt = time.GetUtcNow().UtcDateTime;
    Reading last = new(0, TimeSpan.Zero, 0, 0, new Dictionary<string, long>());
    bool isAway;

    /// <summary>Null before the server listens.</summary>
    string? Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    /// <summary>A process that is started again takes the place of the one before.</summary>
    string Name => $"{Environment.MachineName}:{(Address is { } address ? BindingAddress.Parse(address).Port : 0)}";

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(() => table.RemoveAsync(Name, time.GetUtcNow() - Forgotten, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        last = Now();
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.NextAsync(stoppingToken))
        {
            if (Address is { } address)
            {
                await TryAsync(() => table.WriteAsync(Name, time.GetUtcNow(), JsonSerializer.Serialize(Read(address), ApiJson.Options), stoppingToken));
            }
        }
    }

    ProcessStats Read(string address)
    {
        var (before, now) = (last, Now());
        last = now;
        var seconds = Math.Max(time.GetElapsedTime(before.At, now.At).TotalSeconds, 0.001);
        var gauges = meters.ReadGauges();
        var commits = meters.RecentCommits(CommitWindow);
        return new ProcessStats(
            Name,
            shape.Name,
            address,
            typeof(ProcessReporter).Assembly.GetName().Version!.ToString(3),
            startedAt,
            (long)gauges.GetValueOrDefault("grainwatch.series"),
            now.Logs.ToDictionary(logs => logs.Key, logs => Rate(logs.Value - before.Logs.GetValueOrDefault(logs.Key))),
            Rate(now.Rows - before.Rows),
            Rate(now.Quarantined - before.Quarantined),
            now.Quarantined,
            Percentile(commits, 0.5),
            Percentile(commits, 0.99),
            (long)gauges.GetValueOrDefault("grainwatch.ingest.waiting_rows"),
            (long)gauges.GetValueOrDefault("grainwatch.ingest.buffered"),
            (long)gauges.GetValueOrDefault("grainwatch.detection.queue"),
            Math.Round((now.Cpu - before.Cpu).TotalSeconds / seconds, 3),
            Environment.WorkingSet,
            hub.Viewers);

        double Rate(long count) => Math.Round(count / seconds, 1);
    }

    Reading Now() => new(time.GetTimestamp(), Environment.CpuUsage.TotalTime, meters.Rows, meters.Quarantined, rates.Read());

    static double? Percentile(double[] ascending, double share) =>
        ascending.Length == 0 ? null : Math.Round(ascending[(int)Math.Min(ascending.Length - 1, ascending.Length * share)], 2);

    /// <summary>While Postgres is away this process works on; what it does is seen again afterwards.</summary>
    async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            isAway = false;
        }
        catch (Exception failure)
        {
            if (!isAway && failure is not OperationCanceledException)
            {
                LogAway(logger, failure.Message);
            }

            isAway = true;
        }
    }

    sealed record Reading(long At, TimeSpan Cpu, long Rows, long Quarantined, IReadOnlyDictionary<string, long> Logs);

    [LoggerMessage(1, LogLevel.Debug, "What this process is doing cannot be told: {Reason}")]
    static partial void LogAway(ILogger logger, string reason);
}
