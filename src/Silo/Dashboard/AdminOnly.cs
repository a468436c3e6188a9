using System.Security.Cryptography;
using System.Text;
using Grainwatch.Api.Auth;

namespace Grainwatch.Silo.Dashboard;

/// <summary>
/// Lets the admin token in. A browser gives it once, as <c>/orleans/?token=TOKEN</c>, and gets a cookie for what the page loads after that,
/// which has no token. The cookie is made of the token, so that every silo behind a load balancer knows it.
/// </summary>
sealed class AdminOnly(AdminToken token) : IEndpointFilter
{
    const string Cookie = "grainwatch-orleans";

    readonly string pass = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token.Text), "orleans dashboard"u8));

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!HasPass(http.Request))
        {
            http.Caller().Demand(Scope.Admin);
            http.Response.Cookies.Append(Cookie, pass, new CookieOptions
            {
                Path = DashboardExtensions.Path,
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = http.Request.IsHttps,
            });
        }

        return next(context);
    }

    bool HasPass(HttpRequest request) => request.Cookies.TryGetValue(Cookie, out var shown)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(pass));
}
