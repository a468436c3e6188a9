using System.Net;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Health;

public sealed class HealthTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task IsHealthyWithoutAToken(string path)
    {
        using var response = await fixture.Server.Anonymous.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", (await response.JsonAsync()).GetProperty("status").GetString());
    }
}
