using Grainwatch.Api.Settings;
using Grainwatch.Storage.Sessions;

namespace Grainwatch.Api.Auth.Sessions;

static class SessionExtensions
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SessionSettings>("Sessions");
        builder.Services.AddSingleton<SealedToken>();
        builder.Services.AddSingleton<SessionCookie>();
        builder.Services.AddSingleton<SignInLinkTable>();
        builder.Services.AddSingleton<SignInLinks>();
        builder.Services.AddHostedService<FirstSignIn>();
    }
}
