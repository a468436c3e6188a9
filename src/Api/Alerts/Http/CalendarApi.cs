using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Http;

/// <summary>When what is muted, silences and maintenance windows together.</summary>
static class CalendarApi
{
    const int MostDays = 62;
    const int MostSilences = 1000;

    public static void MapCalendar(this IEndpointRouteBuilder routes) => routes.MapGroup("/v1/calendar").WithTags("Alerts").ForAdmins()
        .MapGet("", GetAsync)
        .WithSummary("When alerts are muted in the days to come")
        .WithDescription("days is 1 to 62, 14 by default, beginning with today in UTC. Needs the admin token.");

    static async Task<IResult> GetAsync(int? days, SilenceTable silences, CurrentConfiguration configuration, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (days is < 1 or > MostDays)
        {
            throw AlertRequest.Bad($"days is {days}. Expected a number from 1 to {MostDays}.");
        }

        var now = clock.GetUtcNow();
        var from = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var to = from.AddDays(days ?? 14);
        var windows = (await configuration.GetAsync(cancellationToken)).Configuration.Windows;
        var entries = (await silences.ListAsync(all: false, now, MostSilences, cancellationToken))
            .Where(silence => silence.StartsAt < to)
            .Select(silence => new Entry(
                "silence", silence.Comment.Length > 0 ? silence.Comment : $"silence {silence.Id}", Write(silence.Matchers), silence.StartsAt.UtcDateTime, silence.EndsAt.UtcDateTime))
            .Concat(windows.SelectMany(window => window.Between(from, to).Select(time => new Entry(
                "maintenance", window.Name, Write(window.Matchers), time.Start.UtcDateTime, time.End.UtcDateTime))));
        return Results.Json(new { from = from.UtcDateTime, to = to.UtcDateTime, entries }, AlertRequest.Json);
    }

    static IReadOnlyList<string> Write(MatcherSet matchers) => [.. matchers.Matchers.Select(matcher => matcher.ToString())];

    sealed record Entry(string Kind, string Name, IReadOnlyList<string> Match, DateTime From, DateTime To);
}
