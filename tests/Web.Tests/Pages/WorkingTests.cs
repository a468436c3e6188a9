using System.Net;
using Grainwatch.Web.Tests.Support;
using Microsoft.Playwright;

namespace Grainwatch.Web.Tests.Pages;

/// <summary>Search, pipes, tokens, probes, rules.</summary>
[Collection(OneServer.Name)]
public sealed class WorkingTests(WebServer server)
{
    [SkippableFact]
    public async Task ASearchIsInTheAddressAndCanBeSentToAColleague()
    {
        Chromium.Need();
        await server.LogAsync("searched", "ERROR", 1, "needle");
        await server.LogAsync("searched", "INFO", 5, "hay");
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("logs");
        await visitor.Page.GetByLabel("Service").FillAsync("searched");
        await visitor.Page.GetByLabel("Text in the message").FillAsync("NEEDLE");
        await visitor.ClickAsync("Search");
        await visitor.SeesAsync("1 log shown");
        await visitor.SeesAsync("needle 0");
        Assert.Equal(0, await visitor.Page.GetByText("hay").CountAsync());
        Assert.Contains("service=searched", visitor.Page.Url, StringComparison.Ordinal);

        await using var colleague = await Visitor.SignedInAsync(server.Address);
        await colleague.Page.GotoAsync(visitor.Page.Url);
        await colleague.SeesAsync("needle 0");
        await colleague.SeesAsync("1 log shown");
        colleague.HasNoComplaint();
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task APipeIsRunAndItsCurlIsShown()
    {
        Chromium.Need();
        await server.LogAsync("piped", "ERROR", 4);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("data/pipes");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "recent_logs" }).ClickAsync();
        await visitor.Page.GetByLabel("service String").FillAsync("piped");
        await visitor.ClickAsync("Run");

        await visitor.SeesAsync("4 rows in");
        Assert.Equal(5, await visitor.Page.GetByRole(AriaRole.Row).CountAsync());
        await visitor.SeesAsync("recent_logs.json?service=piped");
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task ATokenMadeHereOpensWhatItSaysAndNothingElse()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("data/tokens");
        await visitor.ClickAsync("New token");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("narrow");
        await dialog.GetByLabel("What it may").SelectOptionAsync("PIPES:READ");
        await dialog.GetByLabel("Which").SelectOptionAsync("recent_logs");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        var text = (await visitor.Page.GetByRole(AriaRole.Status).GetByText("gw.").InnerTextAsync()).Trim();

        using var client = server.Client(text);
        using var allowed = await client.GetAsync("/v0/pipes/recent_logs.json");
        using var refused = await client.GetAsync("/v0/pipes/error_distribution.json");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (allowed.StatusCode, refused.StatusCode));
        await visitor.Page.ReloadAsync();
        await visitor.Page.GetByRole(AriaRole.Cell, new() { Name = "narrow", Exact = true }).WaitForAsync();
        Assert.DoesNotContain(text, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task AProbeIsMadePausedAndRemoved()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("probes");
        await visitor.ClickAsync("New probe");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("self");
        await dialog.GetByLabel("URL").FillAsync($"{server.Address}health/live");
        await dialog.GetByLabel("Every").FillAsync("1s");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "self up" }).ClickAsync();
        await visitor.SeesAsync("Last answer");

        await visitor.ClickAsync("Pause");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).WaitForAsync();
        await visitor.ClickAsync("Remove");
        await visitor.ClickAsync("Really remove");
        await visitor.Page.GetByText("pokeapi", new() { Exact = true }).First.WaitForAsync();
        Assert.Equal(0, await visitor.Page.GetByText("self", new() { Exact = true }).CountAsync());
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task AReceiverThatCannotBeReachedSaysSoWhenItIsTested()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("alerts/receivers");
        await visitor.ClickAsync("New receiver");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("hook");
        await dialog.GetByLabel("Fields, as JSON").FillAsync("""{"webhook": {"url": "http://127.0.0.1:1/hook"}}""");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await visitor.ClickAsync("Test");

        await visitor.SeesAsync("The receiver 'hook' could not be told");
    }
}
