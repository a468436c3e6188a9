using System.Globalization;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Settings;

namespace Grainwatch.Api.RateLimits;

static class RateLimitExtensions
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.AddSettings<RateLimitSettings>("RateLimit");
        builder.Services.AddSingleton(services => new RequestRate(services.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(1)));
        builder.Services.AddSingleton<EventsRateLimit>();
    }

    /// <summary>Tells the caller where it stands, in whole seconds as clients expect.</summary>
    /// <exception cref="ApiException">429: the limit is used up.</exception>
    public static void Enforce(this RateDecision decision, HttpResponse response, string what)
    {
        var reset = Text(Math.Max(1, (long)Math.Ceiling(decision.Reset.TotalSeconds)));
        response.Headers["X-RateLimit-Limit"] = Text(decision.Limit);
        response.Headers["X-RateLimit-Remaining"] = Text(decision.Remaining);
        response.Headers["X-RateLimit-Reset"] = reset;
        if (!decision.Allowed)
        {
            throw new ApiException(
                StatusCodes.Status429TooManyRequests,
                $"More than {decision.Limit} requests a second {what}. Wait as long as Retry-After says, and send more in each request.",
                "/docs/http-api#limits")
            {
                RetryAfter = decision.Reset,
            };
        }
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
