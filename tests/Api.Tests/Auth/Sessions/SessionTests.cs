using System.Net;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Auth.Sessions;

public sealed class SessionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    GrainwatchServer Server => fixture.Server;

    [Fact]
    public async Task ACookieStandsForTheTokenItWasMadeOf()
    {
        using var browser = await SignInAsync();

        Assert.Equal("admin", (await JsonAsync(browser, "/v1/session")).GetProperty("name").GetString());
        using var series = await browser.GetAsync("/v1/series");
        Assert.Equal(HttpStatusCode.OK, series.StatusCode);
    }

    [Fact]
    public async Task NobodyIsSignedInAtFirst()
    {
        using var answer = await Server.Anonymous.GetAsync("/v1/session");

        Assert.Equal("null", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task TheCookieIsOutOfReachOfScriptsAndOfOtherSites()
    {
        using var answer = await Server.Client.PostAsync("/v1/session", content: null);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(GrainwatchServer.AdminToken, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACookieAloneChangesNothing()
    {
        using var browser = await SignInAsync(pageHeader: false);

        using var forged = await browser.PostAsync("/v1/silences", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var read = await browser.GetAsync("/v1/silences");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    public async Task ACookieReadsForItsOwnOriginOnly(string site, HttpStatusCode expected)
    {
        using var browser = await SignInAsync(pageHeader: false);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

        using var answer = await browser.GetAsync("/v1/series");

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task SigningOutEndsTheSession()
    {
        using var browser = await SignInAsync();

        using var ended = await browser.DeleteAsync("/v1/session");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var after = await browser.GetAsync("/v1/series");
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    [Fact]
    public async Task ATokenThatIsRemovedEndsItsSessions()
    {
        using var made = await Server.Client.PostAsync("/v0/tokens?name=leaving&scope=DATASOURCES:READ:system_logs", content: null);
        var token = (await made.JsonAsync()).GetProperty("token").GetString()!;
        using var browser = await SignInAsync(token);
        Assert.False((await JsonAsync(browser, "/v1/session")).GetProperty("admin").GetBoolean());

        using var removed = await Server.Client.DeleteAsync("/v0/tokens/leaving");

        using var after = await browser.GetAsync("/v1/series");
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    [Fact]
    public async Task AForgedCookieIsNone()
    {
        using var client = Server.CreateClient(token: null);
        client.DefaultRequestHeaders.Add("Cookie", $"grainwatch={Convert.ToBase64String(new byte[80]).TrimEnd('=')}");

        using var answer = await client.GetAsync("/v1/series");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task ASignInLinkIsGoodOnce()
    {
        using var made = await Server.Client.PostAsync("/v1/session/links", content: null);
        var path = (await made.JsonAsync()).GetProperty("path").GetString()!;
        var use = $"/v1/session/links/{path.Split('/')[^1]}";
        using var browser = Browser();

        using var first = await browser.PostAsync(use, content: null);
        using var second = await browser.PostAsync(use, content: null);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
        Assert.Equal("admin", (await JsonAsync(browser, "/v1/session")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task TheFirstStartMakesALinkAndTheNextOneDoesNot()
    {
        await using var command = Server.Database.CreateCommand("select count(*) from state where name = 'first_sign_in_link'");

        await Eventually.BecomesTrueAsync(async () => (long)(await command.ExecuteScalarAsync())! == 1, "the first start has made its link");
    }

    async Task<HttpClient> SignInAsync(string token = GrainwatchServer.AdminToken, bool pageHeader = true)
    {
        var browser = Browser(pageHeader);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/session");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await browser.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return browser;
    }

    /// <summary>Keeps cookies, and sends no token.</summary>
    HttpClient Browser(bool pageHeader = true)
    {
        var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = Server.BaseAddress };
        if (pageHeader)
        {
            browser.DefaultRequestHeaders.Add("X-Grainwatch", "page");
        }

        return browser;
    }

    static async Task<JsonElement> JsonAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.JsonAsync();
    }
}
