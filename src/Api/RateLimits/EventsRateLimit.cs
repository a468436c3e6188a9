using Grainwatch.Api.Auth;

namespace Grainwatch.Api.RateLimits;

/// <summary>The limit on <c>/v0/events</c>, when one is set.</summary>
sealed class EventsRateLimit(RequestRate rate, RateLimitSettings settings)
{
    /// <exception cref="Errors.ApiException">429: the limit is used up.</exception>
    public void Enforce(HttpContext context, string dataSource)
    {
        if (settings.EventsPerSecond > 0)
        {
            rate.Take($"{context.Caller().Name}\n{dataSource}", settings.EventsPerSecond)
                .Enforce(context.Response, $"to the data source '{dataSource}' with this token");
        }
    }
}
