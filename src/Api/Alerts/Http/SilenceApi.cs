using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Storage.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grainwatch.Api.Alerts.Http;

static class SilenceApi
{
    const int MaxText = 1000;
    const int MaxListed = 1000;

    static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static void MapSilences(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/silences").WithTags("Alerts").ForAdmins();
        group.MapGet("", ListAsync).WithSummary("Silences that hold or will, newest first").WithDescription("all=true lists those that have ended too.");
        group.MapGet("/{id:long}", FindAsync).WithSummary("One silence");
        group.MapPost("", AddAsync)
            .WithSummary("Keep notifications back for a while")
            .WithDescription(
                "match (matchers), created_by, comment, and ends_at or duration; starts_at when it is not now. Evaluation goes on, and the end of what "
                + "was told before is told.");
        group.MapDelete("/{id:long}", EndAsync).WithSummary("End a silence now");
    }

    static async Task<JsonHttpResult<SilenceList>> ListAsync(bool? all, SilenceTable silences, TimeProvider clock, CancellationToken cancellationToken)
    {
        var found = await silences.ListAsync(all is true, clock.GetUtcNow(), MaxListed, cancellationToken);
        return TypedResults.Json(new SilenceList([.. found.Select(silence => SilenceBody.Of(silence, clock.GetUtcNow()))]), AlertRequest.Json);
    }

    static async Task<JsonHttpResult<SilenceBody>> FindAsync(long id, SilenceTable silences, TimeProvider clock, CancellationToken cancellationToken)
    {
        var silence = await silences.FindAsync(id, cancellationToken) ?? throw AlertRequest.NotFound($"There is no silence {id}.");
        return TypedResults.Json(SilenceBody.Of(silence, clock.GetUtcNow()), AlertRequest.Json);
    }

    static async Task<JsonHttpResult<SilenceBody>> AddAsync(HttpContext context, SilenceTable silences, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var silence = await silences.AddAsync(Read((await AlertRequest.ReadSpecAsync(context)).Read(), now), now, context.RequestAborted);
        return TypedResults.Json(SilenceBody.Of(silence, now), AlertRequest.Json, statusCode: StatusCodes.Status201Created);
    }

    static async Task<NoContent> EndAsync(long id, SilenceTable silences, TimeProvider clock, CancellationToken cancellationToken) =>
        await silences.EndAsync(id, clock.GetUtcNow(), cancellationToken)
            ? TypedResults.NoContent()
            : throw AlertRequest.NotFound($"There is no silence {id}.");

    static Silence Read(SpecReader spec, DateTimeOffset now)
    {
        var matchers = spec.Matchers("match");
        if (matchers is not { Matchers.Count: > 0 })
        {
            throw spec.Error("match", "It is missing. Write at least one matcher, such as [\"service=checkout\"]; to mute everything, service=~\".*\".");
        }

        var startsAt = spec.Time("starts_at") ?? now;
        var (duration, endsAt) = (spec.Duration("duration", TimeSpan.FromSeconds(1), Longest), spec.Time("ends_at"));
        var end = (duration, endsAt) switch
        {
            ({ } length, null) => startsAt + length,
            (null, { } time) => time,
            _ => throw spec.Error("ends_at", "Give either ends_at or duration. A silence has an end: what is muted for ever is forgotten."),
        };
        if (end <= startsAt || end <= now || end - startsAt > Longest)
        {
            throw spec.Error("ends_at", $"It must lie after starts_at and after now, and at most {SpecDuration.Format(Longest)} after starts_at.");
        }

        var silence = new Silence(
            0, matchers, Limited(spec, "created_by", spec.RequiredText("created_by", "ada")), Limited(spec, "comment", spec.Text("comment") ?? ""), startsAt, end);
        spec.Done();
        return silence;
    }

    static string Limited(SpecReader spec, string field, string text) =>
        text.Length <= MaxText ? text : throw spec.Error(field, $"It has {text.Length} characters; at most {MaxText} are allowed.");

    sealed record SilenceList(IReadOnlyList<SilenceBody> Data);

    sealed record SilenceBody(
        long Id, IReadOnlyList<string> Match, string CreatedBy, string Comment, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string State)
    {
        public static SilenceBody Of(Silence silence, DateTimeOffset now) => new(
            silence.Id,
            [.. silence.Matchers.Matchers.Select(matcher => matcher.ToString())],
            silence.CreatedBy,
            silence.Comment,
            silence.StartsAt,
            silence.EndsAt,
            silence.IsActive(now) ? "active" : silence.EndsAt <= now ? "ended" : "pending");
    }
}
