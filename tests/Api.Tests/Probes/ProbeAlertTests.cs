using Grainwatch.Api.Tests.Alerts.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Probes;

public sealed class ProbeAlertTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task AProbeThatIsDownIsToldAndSoIsItsRecovery()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var server = await AlertServer.StartAsync(
            await postgres.CreateDatabaseAsync(),
            $"Grainwatch:Projects={Path.Combine(Programs.RepositoryRoot(), "projects")}",
            "Grainwatch:Probes:AllowedNetworks:0=127.0.0.0/8");
        await server.TellWebhookAsync(receiver);
        await using var target = ScriptedTarget.Answering("500 Oops");
        await server.PutAsync("/v1/probes/shop", $$"""{"type":"http","url":"{{target.Url}}","interval":"1s"}""");
        var alert = (await receiver.WaitForAsync(1))[0].Json.GetProperty("alerts")[0].GetProperty("labels");
        Assert.Equal(("shop", "probe", "probe_down"), (
            alert.GetProperty("service").GetString(), alert.GetProperty("severity").GetString(), alert.GetProperty("reason").GetString()));

        await server.PutAsync("/v1/probes/shop", $$"""{"type":"http","url":"{{target.Url}}","interval":"1s","expect":[{"status":500}]}""");
        Assert.Equal("resolved", (await receiver.WaitForAsync(2))[1].Json.GetProperty("status").GetString());
    }
}
