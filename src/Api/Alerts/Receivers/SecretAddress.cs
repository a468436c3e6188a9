using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>An address that is a key itself, because who knows it may post: <c>url_secret</c>.</summary>
static class SecretAddress
{
    public static Uri Read(SpecReader spec, Secrets secrets)
    {
        var text = secrets.ReadRequired(spec, "url_secret");
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw spec.Error("url_secret", "The secret of that name is no address that begins with https://.");
    }
}
