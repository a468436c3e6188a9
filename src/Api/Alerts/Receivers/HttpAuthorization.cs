using System.Net.Http.Headers;
using System.Text;
using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers;

static class HttpAuthorization
{
    /// <summary>Reads <c>bearer_secret</c>, or <c>username</c> with <c>password_secret</c>; null where there is neither.</summary>
    public static AuthenticationHeaderValue? Read(SpecReader spec, Secrets secrets)
    {
        var (bearer, user, password) = (secrets.Read(spec, "bearer_secret"), spec.Text("username"), secrets.Read(spec, "password_secret"));
        return (bearer, user, password) switch
        {
            (null, null, null) => null,
            ({ } token, null, null) => new AuthenticationHeaderValue("Bearer", token),
            (null, { } name, { } word) => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{word}"))),
            _ => throw spec.Error("Give either bearer_secret, or username and password_secret."),
        };
    }
}
