using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers.Alertmanager;

/// <summary>
/// Prometheus' Alertmanager, API v2. Settings: <c>url</c> (without /api), and <c>bearer_secret</c> or <c>username</c> with
/// <c>password_secret</c>.
/// </summary>
sealed class AlertmanagerChannel(HttpPost http) : IChannel
{
    public string Kind => "alertmanager";

    public ISender Read(SpecReader spec, Secrets secrets)
    {
        var url = spec.Address("url") ?? throw spec.Error("url", "It is missing. Write for example 'url: http://alertmanager:9093'.");
        return new AlertmanagerSender(new Uri($"{url.AbsoluteUri.TrimEnd('/')}/api/v2/alerts"), HttpAuthorization.Read(spec, secrets), http);
    }
}
