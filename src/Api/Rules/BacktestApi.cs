using System.Diagnostics;
using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Api.Alerts.Http;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Rules;

/// <summary>Looks at what a rule would have done before it is switched on.</summary>
static class BacktestApi
{
    const int MaxSeries = 100;
    const int MaxEpisodes = 1000;
    const int MaxMinutes = 90 * 24 * 60;
    const int DefaultMinutes = 7 * 24 * 60;

    public static void MapBacktest(this RouteGroupBuilder group) => group.MapPost("/backtest", RunAsync)
        .WithName("Backtest")
        .WithSummary("The episodes that a rule would have opened")
        .WithDescription(
            "Fields: rule, as in /v1/rules, or the name of one; from and to (the last 7 days by default, 90 at most); service and severity to narrow it down. "
            + "Of the series that match, the first 100 by name are tried. Baselines learn from the 7 days before. Needs the admin token.");

    static async Task<JsonHttpResult<BacktestAnswer>> RunAsync(
        HttpContext context, MinuteHistory history, CurrentConfiguration resources, TimeProvider clock)
    {
        var begun = Stopwatch.GetTimestamp();
        var spec = (await AlertRequest.ReadSpecAsync(context)).Read();
        var rule = await ReadRuleAsync(spec, resources, context.RequestAborted);
        var to = Minute.Of(spec.Time("to") ?? clock.GetUtcNow());
        var from = spec.Time("from") is { } start ? Minute.Of(start) : to - DefaultMinutes;
        var (service, severity) = (spec.Text("service"), spec.Text("severity"));
        spec.Done();
        if (from >= to || to - from > MaxMinutes)
        {
            throw spec.Error("from", "It must lie before 'to', and at most 90 days before it.");
        }

        var found = await history.FindSeriesAsync(service, severity, context.RequestAborted);
        var matching = found.Where(series => rule.Matchers.IsMatch(LabelsOf(series.Series.Key))).ToList();
        List<BacktestSeries> answers = [];
        var left = MaxEpisodes;
        foreach (var (series, createdAt) in matching.Take(MaxSeries))
        {
            var past = await RulePast.ReadAsync(history, rule, series, from, to, context.RequestAborted);
            var episodes = past is null ? [] : Backtest.Run(rule, series.Key, createdAt >= from.Start, past.At, past.First, from, to);
            answers.Add(new BacktestSeries(
                series.Key.Service, series.Key.Severity, episodes.Count, [.. episodes.Take(left).Select(BacktestEpisode.Of)]));
            left = Math.Max(0, left - episodes.Count);
        }

        return TypedResults.Json(
            new BacktestAnswer(
                from.Start.UtcDateTime,
                to.Start.UtcDateTime,
                matching.Count,
                answers.Sum(one => one.Count),
                answers,
                Stopwatch.GetElapsedTime(begun).TotalMilliseconds),
            AlertRequest.Json);
    }

    static async Task<Rule> ReadRuleAsync(SpecReader spec, CurrentConfiguration resources, CancellationToken cancellationToken)
    {
        if (spec.Node("rule") is SpecNode.Text { Value: { } name })
        {
            return (await resources.GetAsync(cancellationToken)).Configuration.Rules.FirstOrDefault(rule => rule.Name == name)
                ?? throw spec.Error("rule", $"There is no rule '{name}'. GET /v1/rules lists what there is.");
        }

        var node = spec.Node("rule") as SpecNode.Map ?? throw spec.Error("rule", "It is missing. Write a rule as in /v1/rules, or the name of one.");
        var fields = node.Fields.ToDictionary();
        // A rule that is only tried needs no name.
        fields.TryAdd("name", new SpecNode.Text(node.Place, "rule.name", "backtest"));
        return RuleReader.Read((node with { Fields = fields }).Read());
    }

    static Labels LabelsOf(SeriesKey key) => new([new(Labels.Service, key.Service), new(Labels.Severity, key.Severity)]);
}
