using System.Net;
using System.Text.RegularExpressions;
using Grainwatch.Testing;
using Grainwatch.Web.Tests.Support;
using Microsoft.Playwright;

namespace Grainwatch.Web.Tests.Pages;

[Collection(OneServer.Name)]
public sealed partial class SignInTests(WebServer server)
{
    [SkippableFact]
    public async Task ATokenOpensThePageAndSigningOutClosesIt()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.SeesAsync("Overview");

        await visitor.Page.ReloadAsync();
        await visitor.SeesAsync("Overview");

        await visitor.ClickAsync("Sign out");
        await visitor.Page.GetByLabel("Token").WaitForAsync();
        await visitor.Page.ReloadAsync();
        await visitor.Page.GetByLabel("Token").WaitForAsync();
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task AWrongTokenIsRefusedInWords()
    {
        Chromium.Need();
        await using var visitor = await Visitor.ComeAsync(server.Address);
        await visitor.GoAsync("");
        await visitor.Page.GetByLabel("Token").FillAsync("gw.not-a-token");
        await visitor.ClickAsync("Sign in");

        await visitor.SeesAsync("The token is not valid.");
        visitor.ForgiveRefusals();
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task TheLinkOfTheFirstStartSignsInOnce()
    {
        Chromium.Need();
        // It is printed when the server is ready, by which time a test may be here.
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Link().IsMatch(server.Output)), "the link is printed");
        var link = Link().Match(server.Output).Value;
        await using var first = await Visitor.ComeAsync(server.Address);
        await first.Page.GotoAsync(link);
        await first.SeesAsync("Overview");
        Assert.DoesNotContain("sign-in", first.Page.Url, StringComparison.Ordinal);
        first.HasNoComplaint();

        await using var second = await Visitor.ComeAsync(server.Address);
        await second.Page.GotoAsync(link);
        await second.SeesAsync("This sign-in link was used or has expired.");
    }

    [SkippableFact]
    public async Task ATokenOfOneServiceShowsThatServiceAlone()
    {
        Chromium.Need();
        await server.LogAsync("tenant-a", "INFO", 3, "of a");
        await server.LogAsync("tenant-b", "INFO", 3, "of b");
        using var made = await server.Api.PostAsync(
            "/v0/tokens", new FormUrlEncodedContent([new("name", "tenant"), new("scope", "DATASOURCES:READ:system_logs:service = 'tenant-a'")]));
        var token = Token().Match(await made.Content.ReadAsStringAsync()).Groups[1].Value;
        await using var visitor = await Visitor.SignedInAsync(server.Address, token);

        // The overview counts what the token does not show: it begins with the logs.
        await visitor.GoAsync("");
        await visitor.SeesAsync("of a 0");
        Assert.Equal(0, await visitor.Page.GetByText("of b").CountAsync());
        Assert.EndsWith("#/logs", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.GoAsync("data/sources/system_logs");
        await visitor.SeesAsync("This token does not show every row");
        visitor.HasNoComplaint();

        Assert.Equal(0, await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Alerts" }).CountAsync());
        using var client = server.Client(token);
        using var refused = await client.GetAsync("/v1/series");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [GeneratedRegex(@"http://\S+/#/sign-in/\S+")]
    private static partial Regex Link();

    [GeneratedRegex("\"token\":\"([^\"]+)\"")]
    private static partial Regex Token();
}
