using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers.Slack;

/// <summary>An incoming webhook of Slack, or of what takes the same (Mattermost, Rocket.Chat). Its address is the key: <c>url_secret</c>.</summary>
sealed class SlackChannel(HttpPost http) : IChannel
{
    public string Kind => "slack";

    public ISender Read(SpecReader spec, Secrets secrets) => new SlackSender(SecretAddress.Read(spec, secrets), spec.Text("channel"), http);
}
