using System.Net;
using System.Text.RegularExpressions;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Page;

public sealed partial class PageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task ThePageMayLoadNothingFromElsewhereAndRunNothingThatIsWrittenIntoIt()
    {
        using var answer = await fixture.Server.Anonymous.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("://", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatThePageRefersToIsThereAndKept()
    {
        var html = await fixture.Server.Anonymous.GetStringAsync("/");
        foreach (var path in Asset().Matches(html).Select(match => match.Value))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept-Encoding", "gzip");
            using var answer = await fixture.Server.Anonymous.SendAsync(request);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("gzip", answer.Content.Headers.ContentEncoding.Single());
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WithoutNodeThePageSaysHowToGetIt()
    {
        Assert.Contains("apt-get install -y nodejs npm", Api.Page.PageMissing.Html, StringComparison.Ordinal);
        using var answer = await fixture.Server.Anonymous.GetAsync("/assets/of-another-version.js");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [GeneratedRegex("/assets/[^\"]+")]
    private static partial Regex Asset();
}
