using Grainwatch.Api.Settings;
using Grainwatch.Silo.Cluster;
using Microsoft.Extensions.Configuration;

namespace Grainwatch.Cluster.Tests.Settings;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void TheDefaultsMakeSense() => Assert.Equal(ClusterRole.All, Read([]).Role);

    [Fact]
    public void ARoleIsReadWhateverItsCase() => Assert.Equal(ClusterRole.Gateway, Read(new() { ["Role"] = "gateway" }).Role);

    [Theory]
    [InlineData("Role", "Worker")]
    [InlineData("ClusterId", "")]
    [InlineData("AdvertisedAddress", "0.0.0.0")]
    [InlineData("AdvertisedAddress", "silo-1")]
    [InlineData("SiloPort", "0")]
    [InlineData("SiloPort", "30000")]
    [InlineData("GatewayPort", "65536")]
    [InlineData("ProbeMilliseconds", "10")]
    [InlineData("MissedProbes", "1")]
    [InlineData("IdleMinutes", "0")]
    [InlineData("FeedPollMilliseconds", "1")]
    [InlineData("Siloport2", "1")]
    public void WhatMakesNoSenseIsRefusedByName(string setting, string value)
    {
        var refused = Assert.Throws<SettingException>(() => Read(new() { [setting] = value }));

        Assert.Contains("Grainwatch__Cluster", refused.Message, StringComparison.Ordinal);
        Assert.Contains(setting is "SiloPort" && value is "30000" ? "GatewayPort" : setting, refused.Message, StringComparison.Ordinal);
    }

    static ClusterSettings Read(Dictionary<string, string?> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Grainwatch:Cluster:{setting.Key}", setting.Value)))
        .Build()
        .GetSection("Grainwatch:Cluster")
        .ReadSettings<ClusterSettings>();
}
