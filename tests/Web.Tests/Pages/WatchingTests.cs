using System.Globalization;
using System.Text.RegularExpressions;
using Grainwatch.Testing;
using Grainwatch.Web.Tests.Support;
using Microsoft.Playwright;

namespace Grainwatch.Web.Tests.Pages;

/// <summary>See it happen, find out why, change the rule.</summary>
[Collection(OneServer.Name)]
public sealed class WatchingTests(WebServer server)
{
    [SkippableFact]
    public async Task AnAnomalyAppearsWithoutAReloadAndLeadsToItsLogs()
    {
        Chromium.Need();
        await server.ThresholdAsync("checkout", "ERROR", 3);
        await server.LogAsync("checkout", "INFO", 5);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        var open = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Open anomalies" });
        await open.GetByText("Nothing is firing.").Or(open.GetByRole(AriaRole.Table)).WaitForAsync();

        await server.LogAsync("checkout", "ERROR", 9, "card declined");

        await open.GetByRole(AriaRole.Link, new() { Name = "checkout" }).ClickAsync();
        await visitor.SeesAsync("over its threshold");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Its logs" }).ClickAsync();
        await visitor.SeesAsync("card declined 0");
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task AnAnomalyBetweenTheListAndTheStreamIsNotMissed()
    {
        Chromium.Need();
        await server.ThresholdAsync("between", "ERROR", 3);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("anomalies?service=between");
        var held = await visitor.HoldAsync("**/v1/live?**");
        await visitor.Page.ReloadAsync();
        var stream = await held();
        await visitor.SeesAsync("No anomalies in this time");

        await server.LogAsync("between", "ERROR", 9);
        await Eventually.BecomesTrueAsync(
            async () => (await server.Api.GetStringAsync(new Uri("/v1/anomalies?service=between", UriKind.Relative))).Contains("\"firing\"", StringComparison.Ordinal), "it fires");
        await stream.ContinueAsync();

        await visitor.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { Name = "between" }).First.WaitForAsync();
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task WhatIsTypedStaysWhenAnAnomalyComes()
    {
        Chromium.Need();
        await server.ThresholdAsync("typing", "ERROR", 3);
        await server.LogAsync("typing", "ERROR", 9);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("anomalies");
        await visitor.Page.GetByRole(AriaRole.Table).WaitForAsync();
        var service = visitor.Page.GetByLabel("Service");
        await service.PressSequentiallyAsync("typ");

        await server.LogAsync("typing", "ERROR", 9);
        await server.ThresholdAsync("typing-too", "ERROR", 3);
        await server.LogAsync("typing-too", "ERROR", 9);
        await visitor.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { Name = "typing-too" }).First.WaitForAsync();
        await service.PressSequentiallyAsync("ing");

        Assert.Equal("typing", await service.InputValueAsync());
        await service.PressAsync("Enter");
        await visitor.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { Name = "typing-too" }).First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Contains("service=typing", visitor.Page.Url, StringComparison.Ordinal);
        visitor.HasNoComplaint();
    }

    [SkippableTheory]
    [InlineData("series/still/INFO", "**/v1/counts/**", "Logs a minute that are still normal", "[aria-roledescription=chart]")]
    [InlineData("logs?service=still", "**/v1/logs/histogram?**", "logs shown", ".histogram [role=img]")]
    public async Task NothingMovesWhenAChartComes(string place, string request, string text, string chart)
    {
        Chromium.Need();
        await server.LogAsync("still", "INFO", 5);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        var held = await visitor.HoldAsync(request);
        await visitor.GoAsync(place);
        var below = visitor.Page.GetByText(text);
        await below.WaitForAsync();
        var route = await held();
        var before = (await below.BoundingBoxAsync())!.Y;

        await route.ContinueAsync();
        await visitor.Page.Locator(chart).First.WaitForAsync();

        Assert.Equal(before, (await below.BoundingBoxAsync())!.Y, tolerance: 2);
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task TheMinuteUnderWayGrowsOnTheChart()
    {
        Chromium.Need();
        await server.LogAsync("growing", "INFO", 2);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("series/growing/INFO");
        var current = visitor.Page.GetByTestId("current-minute");
        await current.WaitForAsync();

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await server.LogAsync("growing", "INFO", 10);
                return int.Parse(await current.InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture) >= 10;
            },
            "the count of the minute grows");
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task AThresholdIsTriedOnThePastBeforeItHolds()
    {
        Chromium.Need();
        var now = TimeProvider.System.GetUtcNow();
        // Three bursts in the last days, apart.
        await server.LogAsync(Enumerable.Range(1, 3).SelectMany(day =>
            Enumerable.Range(0, 30).Select(i => WebServer.Log("payments", "ERROR", $"timeout {i}", at: now.AddDays(-day)))));
        await server.LogAsync("payments", "ERROR", 1);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("series/payments/ERROR?range=1h");
        var input = visitor.Page.GetByLabel("Logs a minute that are still normal");
        await input.FillAsync("20");

        await visitor.ClickAsync("Look back");
        await visitor.SeesAsync("3 times");
        // An hour does not show what was found in a week.
        await visitor.Page.GetByRole(AriaRole.Application, new() { NameRegex = new Regex("3 times that it would have fired") }).WaitForAsync();
        Assert.Contains("range=7d", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.ClickAsync("Apply");

        await visitor.SeesAsync("20 logs a minute hold from now on.");
        using var stored = await server.Api.GetAsync("/v1/thresholds/payments/ERROR");
        Assert.Contains("\"threshold_per_minute\":20", await stored.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task ASeriesShowsWhatFiresAndWhichRuleIsAboutToAndLeadsToIt()
    {
        Chromium.Need();
        await server.LogAsync("ruled", "ERROR", 1);
        await using var visitor = await Visitor.SignedInAsync(server.Address, width: 375, height: 700);
        await visitor.GoAsync("series/ruled/ERROR");
        await visitor.Page.GetByTestId("current-minute").WaitForAsync();
        var standing = visitor.Page.GetByRole(AriaRole.List, new() { Name = "What fires, or is about to" });
        Assert.Equal(0, await standing.CountAsync());

        var threshold = new { per_minute = 0 };
        await server.RuleAsync("at-once", new { match = new[] { "service=ruled" }, threshold });
        await server.RuleAsync("patient", new { match = new[] { "service=ruled" }, threshold, @for = "30m" });
        // When its minute is over; another one may begin meanwhile, and so may a day, after which a date stands before what is of the last.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await server.LogAsync("ruled", "ERROR", 1);
                return await standing.CountAsync() > 0
                    && Regex.IsMatch(await standing.InnerTextAsync(), @"at-once: firing, over its threshold, since ([\d-]{10} )?[\d:]{5}\s+patient: pending, \d+ of 30 minutes, since ([\d-]{10} )?[\d:]{5}$");
            },
            "the series shows where both rules stand",
            within: TimeSpan.FromMinutes(2));
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.Empty(await Axe.SeriousAsync(visitor.Page));
        }

        Assert.True(await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 375, "it is wider than the screen");

        await standing.GetByRole(AriaRole.Link, new() { Name = "patient" }).PressAsync("Enter");
        await visitor.Page.Locator(":focus").GetByRole(AriaRole.Heading, new() { Name = "patient" }).WaitForAsync();
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task AMinuteIsChosenWithTheKeyboardAndShowsItsLogs()
    {
        Chromium.Need();
        await server.LogAsync("keyed", "INFO", 3);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("series/keyed/INFO");
        var chart = visitor.Page.GetByRole(AriaRole.Application);
        // Another minute may begin at any moment.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await server.LogAsync("keyed", "INFO", 1, "by keyboard");
                await chart.PressAsync("End");
                await chart.PressAsync("Enter");
                return await visitor.Page.GetByText("by keyboard 0").CountAsync() > 0;
            },
            "the logs of the last minute are shown");
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task AnAnomalyIsAcknowledgedAndSilencedWhereItIsSeen()
    {
        Chromium.Need();
        await server.ThresholdAsync("silenced", "ERROR", 1);
        await server.LogAsync("silenced", "ERROR", 4);
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("anomalies?service=silenced");
        await visitor.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { Name = "silenced" }).First.ClickAsync();

        await visitor.ClickAsync("Acknowledge");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Comment").FillAsync("I am on it");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await visitor.SeesAsync("by admin: I am on it");

        await visitor.ClickAsync("Silence");
        await dialog.GetByLabel("Why").FillAsync("known problem");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Silence" }).ClickAsync();
        await visitor.SeesAsync("Silenced until");

        await visitor.GoAsync("alerts/silences");
        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Silences", Exact = true }).GetByText("known problem").First.WaitForAsync();
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task TheTailFollowsAndStandsStillWhilePaused()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        await visitor.GoAsync("logs?service=tail&live=1");
        await visitor.SeesAsync("Waiting for new logs…");
        await server.LogAsync("tail", "INFO", 1, "first");
        await visitor.SeesAsync("first 0");

        await visitor.ClickAsync("Pause");
        await server.LogAsync("tail", "INFO", 1, "second");
        await visitor.SeesAsync("1 log waiting");
        Assert.Equal(0, await visitor.Page.GetByText("second 0").CountAsync());
        await visitor.ClickAsync("Resume");
        await visitor.SeesAsync("second 0");
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task TheTailIsNotSaidToWaitBeforeItDoesAndComesBackAfterARefusal()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(server.Address);
        var held = await visitor.HoldAsync("**/v1/logs/tail?**");
        await visitor.GoAsync("logs?service=refused&live=1");
        await visitor.SeesAsync("Connecting…");
        var first = await held();
        Assert.Equal(0, await visitor.Page.GetByText("Waiting for new logs…").CountAsync());

        // Looked for from before on: it is shown for two seconds.
        var lost = visitor.SeesAsync("The connection was lost; trying again.");
        await first.FulfillAsync(new() { Status = 503 });
        await lost;
        await visitor.SeesAsync("Waiting for new logs…");
        await server.LogAsync("refused", "INFO", 1, "after all");
        await visitor.SeesAsync("after all 0");
        Assert.Equal(0, await visitor.Page.GetByText("The connection was lost").CountAsync());
    }
}
