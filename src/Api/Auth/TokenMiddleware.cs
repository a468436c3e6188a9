namespace Grainwatch.Api.Auth;

/// <summary>Finds out who makes the request, before its endpoint runs. That the caller must be known is the endpoint's to say.</summary>
sealed class TokenMiddleware(IEnumerable<ITokens> kinds) : IMiddleware
{
    readonly ITokens[] kinds = [.. kinds];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (RequestToken.Read(context.Request) is { } token && context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null)
        {
            foreach (var kind in kinds)
            {
                if (await kind.FindAsync(token, context.RequestAborted) is { } caller)
                {
                    context.Features.Set(caller);
                    break;
                }
            }
        }

        await next(context);
    }
}
