using Grainwatch.Api.Auth.Sessions;
using Grainwatch.Api.Auth.Tokens;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;
using Grainwatch.Storage.Tokens;

namespace Grainwatch.Api.Auth;

public static class AuthExtensions
{
    const string Documentation = "/docs/http-api#tokens";

    /// <summary>Who makes the request.</summary>
    /// <exception cref="ApiException">403: there is no token, or it is not valid. The text never repeats it.</exception>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>() ?? throw new ApiException(
        StatusCodes.Status403Forbidden,
        RequestToken.Read(context.Request) is null
            ? "This needs a token: send it as 'Authorization: Bearer TOKEN', or as the parameter token."
            : "The token is not valid.",
        Documentation);

    internal static void AddTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AdminToken>(services =>
        {
            var settings = services.GetRequiredService<ServerSettings>();
            return settings.AdminToken is { } given
                ? new AdminToken(given)
                : new AdminToken(AdminTokenFile.ReadOrCreate(settings.Data)) { File = AdminTokenFile.PathIn(settings.Data) };
        });
        builder.AddSettings<TokenSettings>("Tokens");
        builder.Services.AddSingleton<JwtTokens>();
        builder.Services.AddSingleton<TokenTable>();
        builder.Services.AddSingleton<StaticTokens>();
        builder.Services.AddSingleton<ITokens>(services => services.GetRequiredService<AdminToken>());
        builder.Services.AddSingleton<ITokens>(services => services.GetRequiredService<JwtTokens>());
        builder.Services.AddSingleton<ITokens>(services => services.GetRequiredService<StaticTokens>());
        builder.Services.AddSingleton<GuessLimit>();
        builder.AddSessions();
        builder.Services.AddSingleton<TokenMiddleware>();
        builder.Services.AddSingleton<ScopeCheck>();
    }

    /// <summary>Wants the data projects deployed.</summary>
    internal static void AddProjectTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProjectTokens>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ProjectTokens>());
    }

    internal static void UseTokens(this WebApplication app)
    {
        // Made now, so that a token file that cannot be read or written ends the start and not the first request.
        app.Services.GetRequiredService<AdminToken>();
        app.UseMiddleware<TokenMiddleware>();
    }
}
