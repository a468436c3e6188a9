using System.Net;
using Grainwatch.Cli.Target;

namespace Grainwatch.Cli.Tests.Target;

public class TargetServerTests
{
    [Fact]
    public async Task AnswersAsItIsToldTo()
    {
        await using TargetServer target = new(port: 0, TimeProvider.System);
        using HttpClient client = new() { BaseAddress = target.Url };
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client));

        using var changed = await client.PostAsync(new Uri("/script?status=503&latency_ms=150", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);

        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(client));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 140, 10_000);
    }

    [Theory]
    [InlineData("/script?status=99")]
    [InlineData("/script?status=ok")]
    [InlineData("/script?latency_ms=-1")]
    public async Task AScriptThatMakesNoSenseIsRefused(string path)
    {
        await using TargetServer target = new(port: 0, TimeProvider.System);
        using HttpClient client = new() { BaseAddress = target.Url };
        using var refused = await client.PostAsync(new Uri(path, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(TargetScript.Well, target.Script);
    }

    static async Task<HttpStatusCode> GetAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative));
        return answer.StatusCode;
    }
}
