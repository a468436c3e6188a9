using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Demo;

/// <summary>Where the server is, a link that signs in to its page, and three commands that work as pasted.</summary>
static class TryIt
{
    /// <summary>The quotes end around the date, for the shell to put it in.</summary>
    const string Log =
        """{"timestamp":"'$(date -u +%FT%TZ)'","server_id":"me","service":"web","severity":"INFO","message":"hello","error_code":"","resource_id":"","metadata":"{}"}""";

    public static async Task PrintAsync(GrainwatchClient client, CancellationToken cancellationToken)
    {
        var link = await client.CreateSignInLinkAsync(cancellationToken);
        var token = $"-H 'Authorization: Bearer {client.Token}'";
        Terminal.Line();
        Terminal.Line($"  URL    [bold]{Terminal.Escape(client.Url)}[/]");
        Terminal.Line($"  token  [bold]{Terminal.Escape(client.Token)}[/]");
        Terminal.Plain($"  page   {link} signs you in, once");
        Terminal.Line();
        Terminal.Line("  Try in another terminal: the anomalies so far, errors by service, and a log of your own.");
        Terminal.Line();
        Terminal.Plain($"  curl -s {token} '{client.Url}/v1/anomalies?limit=5'");
        Terminal.Plain($"  curl -s {token} '{client.Url}/v0/pipes/error_distribution.json?severity=ERROR'");
        Terminal.Plain($"  curl -s {token} '{client.Url}/v0/events?name=system_logs&wait=true' -d '{Log}'");
        Terminal.Line();
    }
}
