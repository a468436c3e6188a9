using Grainwatch.Web.Tests.Support;
using Microsoft.Playwright;

namespace Grainwatch.Web.Tests.Pages;

/// <summary>What holds for every page: nothing serious for axe-core, no complaint of the browser, usable on a telephone, dark and light.</summary>
[Collection(OneServer.Name)]
public sealed class EveryPageTests(WebServer server)
{
    /// <summary>Hostile as a service's name, a message and metadata can be.</summary>
    const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202Egnp.exe\u202C \"'`${7*7}{{7*7}}";

    public static TheoryData<string> Places =>
    [
        "", "series", "series/shop/ERROR", "logs", "logs?live=1", "anomalies", "anomalies/1", "alerts", "alerts/rules", "alerts/routes", "alerts/receivers",
        "alerts/notifications", "probes", "data", "data/sources/system_logs", "data/pipes", "data/pipes/recent_logs", "data/tokens", "data/deployments", "cluster",
    ];

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public async Task IsForEverybody(string place)
    {
        Chromium.Need();
        await FillAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var visitor = await Visitor.SignedInAsync(server.Address, scheme: scheme);
            await ShowAsync(visitor, place);

            var findings = await Axe.SeriousAsync(visitor.Page);

            Assert.True(findings.Count == 0, $"{scheme}:\n{string.Join('\n', findings)}");
            visitor.HasNoComplaint();
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public async Task FitsATelephone(string place)
    {
        Chromium.Need();
        await FillAsync();
        await using var visitor = await Visitor.SignedInAsync(server.Address, width: 375, height: 700);
        await ShowAsync(visitor, place);

        Assert.True(await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 375, $"{place} is wider than the screen");
    }

    [SkippableFact]
    public async Task TheSignInPageIsForEverybody()
    {
        Chromium.Need();
        await using var visitor = await Visitor.ComeAsync(server.Address);
        await visitor.GoAsync("");
        await visitor.Page.GetByLabel("Token").WaitForAsync();

        Assert.Empty(await Axe.SeriousAsync(visitor.Page));
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task WhatLogsHoldIsShownAsText()
    {
        Chromium.Need();
        var long100K = new string('w', 100_000) + "<b>end</b>";
        await server.LogAsync([
            WebServer.Log(Hostile, Hostile, Hostile, $$"""{"k":"<script>alert(3)</script>"}"""),
            WebServer.Log("long", "INFO", long100K, new string('m', 100_000)),
        ]);
        await server.ThresholdAsync(Hostile, Hostile, 0);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        visitor.Page.Dialog += (_, dialog) => Assert.Fail($"A script ran: {dialog.Message}");

        await visitor.SeesAsync("<script>alert(1)</script>");
        await visitor.GoAsync("series");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "<script>" }).First.ClickAsync();
        await visitor.Page.GetByTestId("current-minute").WaitForAsync();
        await visitor.GoAsync($"logs?service={Uri.EscapeDataString(Hostile)}");
        await visitor.Page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button).First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByText("\"k\": \"<script>alert(3)</script>\"").WaitForAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.GoAsync("logs?service=long");
        await visitor.Page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button).First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByText("<b>end</b>").WaitForAsync();

        Assert.Equal(0, await visitor.Page.Locator("img, b, #app script").CountAsync());
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task ItCanBeUsedWithoutAMouse()
    {
        Chromium.Need();
        await FillAsync();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("logs?service=shop");
        var line = visitor.Page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button).First;
        await line.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.True(await line.EvaluateAsync<bool>("line => document.activeElement === line"), "the focus is back where it was");
    }

    [SkippableFact]
    public async Task TimesAreLocalOrUtcAsAsked()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.ClickAsync("Local time");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "UTC", Exact = true }).WaitForAsync();
        await visitor.Page.ReloadAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "UTC", Exact = true }).WaitForAsync();
    }

    async Task FillAsync()
    {
        await server.ThresholdAsync("shop", "ERROR", 2);
        await server.LogAsync("shop", "ERROR", 5);
        await server.LogAsync("shop", "INFO", 5);
    }

    static async Task ShowAsync(Visitor visitor, string place)
    {
        // The first place is where it is already.
        var asked = place.Length > 0 ? visitor.Asked : 0;
        await visitor.GoAsync(place);
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await visitor.SeesAnswersAsync(asked);
    }
}
