using System.Diagnostics;
using Grainwatch.Api.Hosting;

namespace Grainwatch.Silo.Hosting;

/// <summary>
/// Ends a stop that does not end, as while Postgres is away: then a silo can neither save its series nor sign off. The others find out
/// that it is gone as they do when one is killed, and what it did not save is read from Postgres.
/// </summary>
static partial class StopLimit
{
    /// <summary>After the time that requests and grains have.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static void LimitStop(this WebApplication app)
    {
        var limit = TimeSpan.FromSeconds(app.Services.GetRequiredService<HttpSettings>().ShutdownSeconds) + Grace;
        app.Lifetime.ApplicationStopping.Register(() => _ = EndAsync(limit, app.Logger));
    }

    static async Task EndAsync(TimeSpan limit, ILogger logger)
    {
        await Task.Delay(limit, TimeProvider.System);
        LogEnd(logger, limit.TotalSeconds);
        Process.GetCurrentProcess().Kill();
    }

    [LoggerMessage(1, LogLevel.Error, "Not stopped within {Seconds} s; it ends as it is")]
    static partial void LogEnd(ILogger logger, double seconds);
}
