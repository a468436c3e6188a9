using System.Globalization;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>Looks whether the other side has called in.</summary>
sealed class HeartbeatCheck(IHeartbeats heartbeats, TimeProvider time)
{
    public async Task RunAsync(string probe, HeartbeatTarget target, RunTrace trace, CancellationToken cancellationToken)
    {
        var last = await heartbeats.LastAsync(probe, cancellationToken);
        if (last is { Failed: true })
        {
            throw new ProbeFailedException(ProbeFailure.Reported, last.Message.Length > 0 ? last.Message : "The last call reported a failure.");
        }

        var due = target.DueAfter(last?.At ?? time.GetUtcNow());
        // The scheduler looks at this very moment: it is late already.
        if (time.GetUtcNow() >= due)
        {
            throw new ProbeFailedException(ProbeFailure.Silent, string.Create(
                CultureInfo.InvariantCulture, $"The last call was at {last!.At:yyyy-MM-dd HH:mm:ss} UTC; the next was due by {due:yyyy-MM-dd HH:mm:ss}."));
        }

        trace.NextCallDue = due;
    }
}

/// <summary>Where the calls of heartbeats are kept: Postgres, since the call may come to another process than the one that looks.</summary>
public interface IHeartbeats
{
    /// <summary>The last call, or the moment the probe was made when there was none yet; null when there is no such probe.</summary>
    Task<Heartbeat?> LastAsync(string probe, CancellationToken cancellationToken);
}

/// <param name="Failed">Whether the call said that something went wrong, and <paramref name="Message"/> what.</param>
public sealed record Heartbeat(DateTimeOffset At, bool Failed, string Message);
