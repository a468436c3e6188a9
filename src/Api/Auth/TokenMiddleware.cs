using Grainwatch.Api.Auth.Sessions;
using Grainwatch.Api.Auth.Tokens;
using Grainwatch.Api.RateLimits;

namespace Grainwatch.Api.Auth;

/// <summary>Finds out who makes the request, before its endpoint runs. That the caller must be known is the endpoint's to say.</summary>
sealed class TokenMiddleware(IEnumerable<ITokens> kinds, StaticTokens statics, GuessLimit guesses, RequestRate rate, SessionCookie session) : IMiddleware
{
    readonly ITokens[] kinds = [.. kinds];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null
            && (RequestToken.Read(context.Request) ?? session.Read(context.Request)) is { } token
            && (Find(token) ?? await AskAsync(token, context)) is { } caller)
        {
            if (caller.RequestsPerSecond is { } limit)
            {
                rate.Take($"{caller.Name}\n{token}", limit).Enforce(context.Response, "with this token");
            }

            context.Features.Set(caller);
        }

        await next(context);
    }

    Caller? Find(string token)
    {
        foreach (var kind in kinds)
        {
            if (kind.Find(token) is { } caller)
            {
                return caller;
            }
        }

        return null;
    }

    async Task<Caller?> AskAsync(string token, HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (!statics.WasKnown(token))
        {
            guesses.Check(address);
        }

        foreach (var kind in kinds)
        {
            if (await kind.AskAsync(token, context.RequestAborted) is { } caller)
            {
                return caller;
            }
        }

        guesses.Count(address);
        return null;
    }
}
