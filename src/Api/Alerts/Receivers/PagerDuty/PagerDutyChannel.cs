using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers.PagerDuty;

/// <summary>PagerDuty, Events API v2. Settings: <c>routing_key_secret</c>, <c>severity</c> and <c>url</c>.</summary>
sealed class PagerDutyChannel(HttpPost http) : IChannel
{
    static readonly Uri Default = new("https://events.pagerduty.com/v2/enqueue");

    public string Kind => "pagerduty";

    public ISender Read(SpecReader spec, Secrets secrets) => new PagerDutySender(
        spec.Address("url") ?? Default,
        secrets.ReadRequired(spec, "routing_key_secret"),
        spec.Text("severity") switch
        {
            null => null,
            "critical" or "error" or "warning" or "info" => spec.Text("severity"),
            var other => throw spec.Error("severity", $"'{other}' is not one of critical, error, warning, info. Without it, it follows from the alerts' severity."),
        },
        http);
}
