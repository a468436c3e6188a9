using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Grainwatch.Storage.Sessions;

namespace Grainwatch.Api.Auth.Sessions;

/// <summary>Prints a link that signs the administrator in, once: at the first start of an installation, whatever its shape.</summary>
sealed partial class FirstSignIn(
    IServer server, IHostApplicationLifetime lifetime, SignInLinkTable table, SignInLinks links, AdminToken admin, ILogger<FirstSignIn> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested || server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } address)
        {
            return;
        }

        try
        {
            if (await table.ClaimFirstAsync(stoppingToken))
            {
                var (path, expires) = await links.CreateAsync(admin.Text, stoppingToken);
                LogLink(logger, Reachable(address) + path, expires);
            }
        }
        catch (Exception away) when (!stoppingToken.IsCancellationRequested)
        {
            LogNone(logger, away.Message);
        }
    }

    /// <summary>An address that stands for all of them cannot be opened.</summary>
    static string Reachable(string address) => address
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal).TrimEnd('/');

    [LoggerMessage(1, LogLevel.Information, "Sign in with this link, once, until {Expires:HH:mm} UTC: {Link}")]
    static partial void LogLink(ILogger logger, string link, DateTimeOffset expires);

    [LoggerMessage(2, LogLevel.Warning, "No sign-in link could be made; sign in with the admin token: {Reason}")]
    static partial void LogNone(ILogger logger, string reason);
}
