using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Grainwatch.Cli.Tests.Support;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Cli.Tests.Demo;

public sealed partial class DemoCommandTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task ShowsAnAnomalyTheMomentItIsPushedAndCommandsThatWorkAsPasted()
    {
        await using var tail = new Command("tail", "--url", server.Url, "--token", ServerProcess.Token);
        await using var demo = new Command("demo", "--url", server.Url, "--token", ServerProcess.Token);

        // The other service's may be the first, and a request may bring several logs over the threshold at once.
        var fired = await demo.UntilAsync("FIRING", "payments ERROR");

        Assert.InRange(int.Parse(Logs().Match(fired).Groups[1].Value, CultureInfo.InvariantCulture), 21, 100);
        var milliseconds = double.Parse(Latency().Match(fired).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(milliseconds, 0.1, 10_000);
        await tail.UntilAsync("FIRING", "payments ERROR");

        await demo.UntilAsync("v0/events");
        var commands = demo.Seen.Select(line => line.Trim()).Where(line => line.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, commands.Count);
        Assert.Equal(commands[..3], commands[3..]);
        Assert.Contains("\"payments\"", await ShellAsync(commands[0]), StringComparison.Ordinal);
        Assert.Contains("\"payments\"", await ShellAsync(commands[1]), StringComparison.Ordinal);
        Assert.Equal("{\"successful_rows\":1,\"quarantined_rows\":0}", await ShellAsync(commands[2]));

        var link = SignInLink().Match(demo.Seen.First(line => line.Contains("signs you in", StringComparison.Ordinal))).Groups[1].Value;
        using var browser = new HttpClient { DefaultRequestHeaders = { { "X-Grainwatch", "1" } } };
        using var signedIn = await browser.PostAsync(new Uri(new Uri(server.Url), $"v1/session/links/{link}"), null);
        Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
    }

    [Fact]
    public async Task ATokenThatIsRefusedIsOneClearLine()
    {
        await using var demo = new Command("demo", "--url", server.Url, "--token", "wrong");

        Assert.Equal("grainwatch: The server answered 403: The token is not valid.", await demo.UntilAsync("grainwatch:"));
        Assert.Equal(1, await demo.ExitCodeAsync());
    }

    [Fact]
    public async Task GeneratedLogsAreAllStored()
    {
        await using var generate = new Command(
            "generate", "log-anomaly", "--url", server.Url, "--token", ServerProcess.Token, "--rate", "2000", "--duration", "1", "--incidents", "0");

        var summary = await generate.UntilAsync("stored");

        Assert.Matches("^(19|20|21)[0-9][0-9] rows stored, 0 quarantined$", summary);
        Assert.Equal(0, await generate.ExitCodeAsync());
    }

    static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output;
    }

    [GeneratedRegex("([0-9]+) logs in minute")]
    private static partial Regex Logs();

    [GeneratedRegex("([0-9.]+) ms after the log that crossed it was sent")]
    private static partial Regex Latency();

    [GeneratedRegex("#/sign-in/([A-Za-z0-9_-]+)")]
    private static partial Regex SignInLink();
}
