using System.Net;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Hosting;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Grainwatch.Api.Tests.Errors;

public sealed class ErrorMiddlewareTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    GrainwatchServer server = null!;

    public async Task InitializeAsync() => server = await GrainwatchServer.StartAsync(await postgres.CreateDatabaseAsync(), [], map: Map);

    static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/test/teapot", IResult () => throw new ApiException(418, "No coffee here.", "/docs/tea"));
        routes.MapGet("/test/later", IResult () => throw new ApiException(429, "Slower.") { RetryAfter = TimeSpan.FromMilliseconds(1200) });
        routes.MapGet("/test/bug", IResult () => throw new InvalidOperationException("secret detail"));
        routes.MapGet("/test/gone", IResult () => throw new NpgsqlException("connection lost"));
        routes.MapGet("/test/number", (int limit) => limit);
        routes.MapPost("/test/echo", async (HttpRequest request) => (await new StreamReader(request.Body).ReadToEndAsync()).Length).WithBodyLimit(10);
        routes.MapGet("/test/who", (HttpContext context) => context.Caller().Allows(Scope.Admin));
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("/test/teapot", 418, "No coffee here.", "/docs/tea")]
    [InlineData("/test/bug", 500, "Something went wrong inside the server. Its log says what.", "/docs/http-api#errors")]
    [InlineData("/test/gone", 503, "The database is not available. Try again in a moment.", "/docs/http-api#errors")]
    [InlineData("/no/such/place", 404, "There is nothing at /no/such/place. /docs/http-api lists what there is.", "/docs/http-api#errors")]
    [InlineData("/test/echo", 405, "GET is not allowed here; use POST.", "/docs/http-api#errors")]
    public async Task EveryErrorIsTheSameKindOfJson(string path, int status, string error, string documentation)
    {
        using var response = await server.Client.GetAsync(path);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var body = await response.JsonAsync();
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.Equal(documentation, body.GetProperty("documentation").GetString());
    }

    [Fact]
    public async Task AParameterThatCannotBeReadIsNamed()
    {
        using var response = await server.Client.GetAsync("/test/number?limit=many");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await response.JsonAsync()).GetProperty("error").GetString();
        Assert.Contains("limit", error, StringComparison.Ordinal);
        Assert.Contains("many", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyOverTheEndpointsLimitIs413()
    {
        using var response = await server.Client.PostAsync("/test/echo", new StringContent("more than ten bytes"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("too large", (await response.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetryAfterIsInWholeSecondsRoundedUp()
    {
        using var response = await server.Client.GetAsync("/test/later");

        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task APostgresThatIsAwaySaysWhenToTryAgain()
    {
        using var response = await server.Client.GetAsync("/test/gone");

        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task AnErrorCanBeReadByAPageOfAnotherOrigin()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/teapot");
        request.Headers.Add("Origin", "https://shop.example");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Theory]
    [InlineData(null, "This needs a token")]
    [InlineData("wrong-token-of-somebody", "The token is not valid.")]
    [InlineData("admin-token-of-the-test", "The token is not valid.")]
    public async Task WithoutAGoodTokenTheAnswerIs403AndNeverRepeatsIt(string? token, string error)
    {
        using var client = server.CreateClient(token);
        using var response = await client.GetAsync("/test/who");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains(error, text, StringComparison.Ordinal);
        Assert.DoesNotContain(token ?? "(none)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTokenMayComeAsHeaderOrParameter()
    {
        Assert.Equal("true", await server.Client.GetStringAsync("/test/who"));
        Assert.Equal("true", await server.Anonymous.GetStringAsync($"/test/who?token={GrainwatchServer.AdminToken}"));
    }
}
