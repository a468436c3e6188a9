using Grainwatch.Api.Json;
using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Auth.Sessions;

/// <summary><c>/v1/session</c>: signing in to the page and out of it.</summary>
static class SessionApi
{
    const string Documentation = "/docs/http-api#session";

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/session").WithTags("Session");
        group.MapGet("", Get)
            .WithName("GetSession")
            .WithSummary("Whose token this is, and what it allows; null where there is none");
        group.MapPost("", SignIn)
            .WithName("SignIn")
            .WithSummary("Makes a cookie of the request's token")
            .WithDescription("For pages of this server: the cookie is HttpOnly and SameSite=Strict, and counts for other methods than GET only with the header X-Grainwatch.");
        group.MapDelete("", SignOut).WithName("SignOut").WithSummary("Ends the session of the cookie").WithMetadata(new OpenToAll());
        group.MapPost("/links", CreateLinkAsync)
            .WithName("CreateSignInLink")
            .WithSummary("A link that signs in with the request's token, once")
            .WithDescription("Whoever opens it first has what the token allows. It expires after Grainwatch__Sessions__LinkMinutes.");
        group.MapPost("/links/{code}", UseLinkAsync)
            .WithName("UseSignInLink")
            .WithSummary("Signs in by the code of a link, which then is good for nothing")
            .WithMetadata(new OpenToAll());
    }

    /// <summary>A page asks before anybody has signed in: that is no error.</summary>
    static IResult Get(HttpContext context, AdminToken admin) => RequestToken.Read(context.Request) is null && context.Features.Get<Caller>() is null
        ? Results.Text("null", "application/json")
        : Results.Json(SessionBody.Of(context.Caller(), admin), ApiJson.Options);

    static IResult SignIn(HttpContext context, SessionCookie cookie, AdminToken admin)
    {
        var caller = context.Caller();
        // Without a token of its own the request has a cookie already, which stays.
        if (RequestToken.Read(context.Request) is { } token)
        {
            cookie.Write(context, token);
        }

        return Results.Json(SessionBody.Of(caller, admin), ApiJson.Options);
    }

    static IResult SignOut(HttpContext context, SessionCookie cookie)
    {
        cookie.Delete(context);
        return Results.NoContent();
    }

    static async Task<IResult> CreateLinkAsync(HttpContext context, SignInLinks links, SessionCookie cookie)
    {
        context.Caller();
        var (path, expires) = await links.CreateAsync(RequestToken.Read(context.Request) ?? cookie.Read(context.Request)!, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new { path, expires_at = expires.UtcDateTime });
    }

    static async Task<IResult> UseLinkAsync(string code, HttpContext context, SignInLinks links, SessionCookie cookie)
    {
        // A page of another origin must not sign somebody in as somebody else.
        if (!context.Request.Headers.ContainsKey(SessionCookie.Header))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, $"Send the header {SessionCookie.Header}: sign-in links are for the page of this server.", Documentation);
        }

        var token = await links.UseAsync(code, context.RequestAborted) ?? throw new ApiException(
            StatusCodes.Status403Forbidden, "This sign-in link was used or has expired. Sign in with a token.", Documentation);
        cookie.Write(context, token);
        return Results.NoContent();
    }
}
