using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers.Webhook;

/// <summary>Our own JSON, signed. Settings: <c>url</c>, <c>signing_secret</c>, and <c>bearer_secret</c> or <c>username</c> with <c>password_secret</c>.</summary>
sealed class WebhookChannel(HttpPost http, TimeProvider clock) : IChannel
{
    public string Kind => "webhook";

    public ISender Read(SpecReader spec, Secrets secrets) => new WebhookSender(
        spec.Address("url") ?? throw spec.Error("url", "It is missing. Write the address that alerts are posted to."),
        secrets.Read(spec, "signing_secret"),
        HttpAuthorization.Read(spec, secrets),
        http,
        clock);
}
