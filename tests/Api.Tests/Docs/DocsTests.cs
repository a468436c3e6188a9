using System.Net;
using System.Text.RegularExpressions;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Docs;

public sealed partial class DocsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task EveryPlaceThatAnErrorPointsToIsThere()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Programs.RepositoryRoot(), "src"), "*.cs", SearchOption.AllDirectories);
        var places = sources.SelectMany(file => Place().Matches(File.ReadAllText(file))).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Distinct().ToList();
        Assert.NotEmpty(places);

        foreach (var (page, anchor) in places)
        {
            var html = await fixture.Server.Anonymous.GetStringAsync(page);
            Assert.True(html.Contains($"id=\"{anchor}\"", StringComparison.Ordinal), $"{page} has no heading #{anchor}.");
        }
    }

    [Fact]
    public async Task APageThatIsNotThereIs404()
    {
        using var response = await fixture.Server.Anonymous.GetAsync("/docs/no-such-page");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task TheOpenApiDocumentAsksForTheToken()
    {
        using var response = await fixture.Server.Anonymous.GetAsync("/openapi/v1.json");
        var document = await response.JsonAsync();

        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString());
        Assert.True(document.GetProperty("security")[0].TryGetProperty("token", out _));
    }

    [Fact]
    public async Task EveryOperationSaysWhatItDoes()
    {
        using var response = await fixture.Server.Anonymous.GetAsync("/openapi/v1.json");
        var paths = (await response.JsonAsync()).GetProperty("paths");

        Assert.True(paths.TryGetProperty("/v0/events", out _));
        Assert.True(paths.TryGetProperty("/v1/anomalies/stream", out _));
        foreach (var path in paths.EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.True(operation.Value.TryGetProperty("summary", out _), $"{operation.Name} {path.Name} has no summary.");
            }
        }
    }

    [Fact]
    public async Task ThePageToTryItIsServedFromThisServerAlone()
    {
        var html = await fixture.Server.Anonymous.GetStringAsync("/docs/api/index.html");
        using var script = await fixture.Server.Anonymous.GetAsync("/docs/api/swagger-ui-bundle.js");

        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    [GeneratedRegex("\"(/docs/[a-z/-]+)#([a-z-]+)\"")]
    private static partial Regex Place();
}
