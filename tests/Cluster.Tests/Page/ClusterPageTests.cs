using System.Net.Http.Json;
using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Web.Tests.Support;
using Microsoft.Playwright;

namespace Grainwatch.Cluster.Tests.Page;

/// <summary>The page where several processes share the work.</summary>
[Collection(TwoSilosCollection.Name)]
public sealed class ClusterPageTests(TwoSilos cluster)
{
    HttpClient First => cluster.Cluster.Silos[0].Client;

    HttpClient Second => cluster.Cluster.Silos[1].Client;

    [SkippableFact]
    public async Task WhatOneSiloTakesIsSeenOnThePageOfTheOther()
    {
        Chromium.Need();
        using var threshold = await First.PutAsJsonAsync("/v1/thresholds/page-of-the-other/ERROR", new { threshold_per_minute = 2 });
        threshold.EnsureSuccessStatusCode();
        await using var visitor = await Visitor.SignedInAsync(First.BaseAddress!, SiloServer.AdminToken);
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();

        var timestamp = TimeProvider.System.GetUtcNow().ToString("O");
        using var stored = await Second.PostAsJsonAsync("/v0/events?name=system_logs&wait=true", Enumerable.Range(0, 6).Select(i => new
        {
            timestamp, server_id = "s", service = "page-of-the-other", severity = "ERROR", message = $"m {i}", error_code = "", resource_id = "", metadata = "{}",
        }));
        stored.EnsureSuccessStatusCode();

        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Open anomalies" }).First.GetByRole(AriaRole.Link, new() { Name = "page-of-the-other" }).WaitForAsync();
        visitor.HasNoComplaint();
    }

    [SkippableFact]
    public async Task EverySiloIsShownAndTheSessionOpensTheDashboard()
    {
        Chromium.Need();
        await using var visitor = await Visitor.SignedInAsync(First.BaseAddress!, SiloServer.AdminToken);
        await visitor.GoAsync("cluster");

        await Eventually.BecomesTrueAsync(async () => await visitor.Page.GetByTestId("series").CountAsync() >= 2, "both silos are shown");
        var dashboard = await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Orleans dashboard" }).GetAttributeAsync("href");
        var answer = await visitor.Page.APIRequest.GetAsync(new Uri(First.BaseAddress!, dashboard).ToString());
        Assert.True(answer.Ok, $"The dashboard answered {answer.Status}.");
        visitor.HasNoComplaint();
    }
}
