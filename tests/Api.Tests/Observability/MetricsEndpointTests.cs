using System.Diagnostics;
using System.Net;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Observability;

public sealed class MetricsEndpointTests(ServerFixture fixture, PostgresFixture postgres) : IClassFixture<ServerFixture>, IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task IsPrometheusTextWithWhatMattersOfTheProcess()
    {
        using var response = await fixture.Server.Anonymous.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("\nprocess_resident_memory_bytes ", text, StringComparison.Ordinal);
        Assert.Contains("\nprocess_cpu_seconds_total ", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_gc_collections_total{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestsAreTimedByRouteAndStatus()
    {
        using var request = await fixture.Server.Anonymous.GetAsync("/health/live");

        Assert.Contains(
            "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_response_status_code=\"200\",http_route=\"/health/live\"",
            await fixture.Server.Anonymous.GetStringAsync("/metrics"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThroughAProxyItNeedsTheAdminToken()
    {
        using var anonymous = fixture.Server.CreateClient(token: null);
        anonymous.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var admin = fixture.Server.CreateClient(GrainwatchServer.AdminToken);
        admin.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        using var refused = await anonymous.GetAsync("/metrics");
        using var allowed = await admin.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task EvenWhereItIsOpenAProxyMayNotShowItToTheWorld()
    {
        await using var server = await GrainwatchServer.StartAsync(postgres, "Grainwatch:Metrics:Open=true");
        using var direct = await server.Anonymous.GetAsync("/metrics");
        server.Anonymous.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var proxied = await server.Anonymous.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.OK, direct.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, proxied.StatusCode);
    }

    [SkippableFact]
    public async Task PromtoolFindsNothingWrong()
    {
        Skip.IfNot(Programs("promtool"), "promtool is not installed (Debian: apt-get install prometheus)");
        var text = await fixture.Server.Anonymous.GetStringAsync("/metrics");

        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var findings = await promtool.StandardError.ReadToEndAsync() + await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        // 1 is text that it cannot read. 3 is a matter of taste, which the names of .NET's own metrics are.
        Assert.True(promtool.ExitCode is 0 or 3, findings);
        Assert.DoesNotContain("\ngrainwatch_", $"\n{findings}", StringComparison.Ordinal);
        Assert.DoesNotContain("\nprocess_", $"\n{findings}", StringComparison.Ordinal);
    }

    static bool Programs(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));
}
