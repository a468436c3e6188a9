using System.Net;
using System.Net.Http.Headers;
using Grainwatch.Cli.Tests.Support;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Cli.Tests.Token;

public sealed class TokenCommandTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task AStaticTokenIsMadeListedRefreshedAndRemoved()
    {
        var text = (await RunAsync("create", "reader", "--scope", "PIPES:READ:recent_logs", "--scope", "DATASOURCES:READ:system_logs:service='cart'")).Single();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(text, "recent_logs"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(text, "log_anomalies"));

        var listed = await RunAsync("ls");
        Assert.Contains(listed, line => line == $"reader  {text[..7]}...  PIPES:READ:recent_logs, DATASOURCES:READ:system_logs:service='cart'");
        Assert.DoesNotContain(listed, line => line.Contains(text, StringComparison.Ordinal));

        var fresh = (await RunAsync("refresh", "reader")).Single();
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(text, "recent_logs"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(fresh, "recent_logs"));

        Assert.Equal(["reader is removed."], await RunAsync("rm", "reader"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(fresh, "recent_logs"));
    }

    [Fact]
    public async Task ATokenThatExpiresCarriesItsParametersAndItsLimit()
    {
        var text = (await RunAsync("create", "web", "--scope", "PIPES:READ:recent_logs", "--expires", "1h", "--rps", "1000", "--fix", "limit=none")).Single();

        Assert.Equal(3, text.Split('.').Length);
        // The parameter that it fixes is no number, so the pipe answers what is wrong with it, whatever the request says.
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(text, "recent_logs", "?limit=1"));
    }

    [Theory]
    [InlineData("There is no pipe 'nothing'", "create", "bad", "--scope", "PIPES:READ:nothing")]
    [InlineData("is no time such as 30m", "create", "bad", "--scope", "TOKENS", "--expires", "soon")]
    [InlineData("is no NAME=VALUE", "create", "bad", "--scope", "TOKENS", "--fix", "limit")]
    [InlineData("--scope", "create", "bad")]
    [InlineData("There is no token of that name", "rm", "nobody")]
    [InlineData("There is no token of that name", "refresh", "nobody")]
    public async Task WhatCannotBeDoneIsOneClearLine(string problem, params string[] arguments)
    {
        await using var command = Start(arguments);

        await command.UntilAsync(problem);
        Assert.Equal(1, await command.ExitCodeAsync());
    }

    Command Start(params string[] arguments) => new(["token", .. arguments, "--url", server.Url, "--token", ServerProcess.Token]);

    async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        await using var command = Start(arguments);
        var output = await command.OutputAsync();
        Assert.True(await command.ExitCodeAsync() == 0, output);
        return output.Split('\n');
    }

    async Task<HttpStatusCode> AskAsync(string token, string pipe, string query = "")
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync($"v0/pipes/{pipe}.json{query}");
        return answer.StatusCode;
    }
}
