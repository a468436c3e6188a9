using System.Globalization;
using Grainwatch.Api.Alerts.Http;
using Grainwatch.Api.Detection;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Rules;

/// <summary>Proposes thresholds from what series have counted.</summary>
static class ThresholdSuggestionApi
{
    const int MaxSeries = 100;
    const int MaxDays = 90;
    const int MinutesPerDay = 24 * 60;

    public static void MapThresholdSuggestions(this RouteGroupBuilder group) => group.MapGet("/thresholds/suggest", SuggestAsync)
        .WithName("SuggestThresholds")
        .WithSummary("The lowest threshold for a wanted number of alerts a week, with the evidence")
        .WithDescription(
            "alerts_per_week (1 by default), days to look back (14 by default, 90 at most), service and severity to narrow it down; the first 100 series "
            + "by name are answered. Needs the admin token.");

    static async Task<JsonHttpResult<SuggestionList>> SuggestAsync(
        HttpContext context, MinuteHistory history, DetectionOptions detection, TimeProvider clock)
    {
        var request = context.Request;
        var wanted = Number(request, "alerts_per_week", 1, 0, 10_000);
        var days = Number(request, "days", 14, 1, MaxDays);
        var to = Minute.Of(clock.GetUtcNow());
        var period = (int)(days * MinutesPerDay);
        var found = await history.FindSeriesAsync(ListQuery.Name(request, "service"), ListQuery.Name(request, "severity"), context.RequestAborted);
        List<SeriesSuggestion> suggestions = [];
        foreach (var (series, _) in found.Take(MaxSeries))
        {
            var minutes = (await history.ReadAsync([series.Id], to - period, to, context.RequestAborted))[series.Id].ToList();
            suggestions.Add(SeriesSuggestion.Of(series.Key, ThresholdSuggestion.For(minutes, period, wanted, detection.CleanMinutes)));
        }

        return TypedResults.Json(
            new SuggestionList((to - period).Start.UtcDateTime, to.Start.UtcDateTime, wanted, found.Count, suggestions), AlertRequest.Json);
    }

    static double Number(HttpRequest request, string name, double otherwise, double min, double max) => ListQuery.Text(request, name) is not { } text
        ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw ListQuery.Wrong(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
}
