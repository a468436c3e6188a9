using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers.Teams;

/// <summary>A workflow of Microsoft Teams ("when a Teams webhook request is received"). Its address is the key: <c>url_secret</c>.</summary>
sealed class TeamsChannel(HttpPost http) : IChannel
{
    public string Kind => "teams";

    public ISender Read(SpecReader spec, Secrets secrets) => new TeamsSender(SecretAddress.Read(spec, secrets), http);
}
