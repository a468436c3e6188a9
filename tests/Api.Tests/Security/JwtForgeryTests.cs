using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Security;

/// <summary>JWTs that nobody with the admin token signed, or that were signed for something else.</summary>
public sealed class JwtForgeryTests(AccessRig rig) : IClassFixture<AccessRig>
{
    const string Header = """{"alg":"HS256","typ":"JWT"}""";
    const string Claims = """{"workspace_id":"w","name":"n","exp":4102444800,"scopes":[{"type":"PIPES:READ","resource":"recent_logs"}]}""";
    const string Path = "/v0/pipes/recent_logs.json";

    [Fact]
    public async Task TheRealOneIsTaken() => Assert.Equal(HttpStatusCode.OK, await AskAsync(Sign(Header, Claims, GrainwatchServer.AdminToken)));

    public static TheoryData<string, string> Forgeries => new()
    {
        { "no algorithm", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{Encode(Claims)}." },
        { "no algorithm, in other letters", $"{Encode("""{"alg":"nOnE"}""")}.{Encode(Claims)}." },
        { "no algorithm, but signed", Sign("""{"alg":"none"}""", Claims, GrainwatchServer.AdminToken) },
        { "another algorithm, signed as ours", Sign("""{"alg":"RS256"}""", Claims, GrainwatchServer.AdminToken) },
        { "a key of its own", Sign("""{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}""", Claims, "\0\0\0") },
        { "a key file", Sign("""{"alg":"HS256","kid":"../../../../dev/null"}""", Claims, "") },
        { "something that must be understood", Sign("""{"alg":"HS256","crit":["b64"],"b64":false}""", Claims, GrainwatchServer.AdminToken) },
        { "another key", Sign(Header, Claims, "another key of 16 characters") },
        { "an empty key", Sign(Header, Claims, "") },
        { "the signature cut off", string.Join('.', Sign(Header, Claims, GrainwatchServer.AdminToken).Split('.')[..2]) + "." },
        { "half a signature", Sign(Header, Claims, GrainwatchServer.AdminToken)[..^20] },
        { "other claims under a real signature", Swap(Sign(Header, Claims.Replace("recent_logs", "get_events", StringComparison.Ordinal), GrainwatchServer.AdminToken)) },
        { "expired", Sign(Header, Claims.Replace("4102444800", "1000000000", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "without an end", Sign(Header, Claims.Replace("\"exp\":4102444800,", "", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "an end that is text", Sign(Header, Claims.Replace("4102444800", "\"4102444800\"", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "of another pipe", Sign(Header, Claims.Replace("recent_logs", "get_events", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "of a name that only begins so", Sign(Header, Claims.Replace("recent_logs", "recent_log", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "of every pipe", Sign(Header, Claims.Replace("recent_logs", "*", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "of an administrator", Sign(Header, Claims.Replace("\"type\":\"PIPES:READ\",\"resource\":\"recent_logs\"", "\"type\":\"ADMIN\"", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "of everything", Sign(Header, Claims.Replace("\"type\":\"PIPES:READ\",\"resource\":\"recent_logs\"", "\"type\":\"WORKSPACE:READ_ALL\"", StringComparison.Ordinal), GrainwatchServer.AdminToken) },
        { "of nothing", Sign(Header, """{"exp":4102444800,"scopes":[]}""", GrainwatchServer.AdminToken) },
        { "claims that are no object", Sign(Header, "[]", GrainwatchServer.AdminToken) },
        { "claims that are no JSON", Sign(Header, "x", GrainwatchServer.AdminToken) },
        { "five parts", Sign(Header, Claims, GrainwatchServer.AdminToken) + ".a.b" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task AForgeryIsRefused(string what, string token) => Assert.Equal((what, HttpStatusCode.Forbidden), (what, await AskAsync(token)));

    static string Sign(string header, string claims, string key)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(signed)))}";
    }

    static string Swap(string token)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{Encode(Claims)}.{parts[2]}";
    }

    static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    async Task<HttpStatusCode> AskAsync(string token)
    {
        using var client = rig.Server.CreateClient(token);
        using var answer = await client.GetAsync(Path);
        Assert.DoesNotContain(token, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return answer.StatusCode;
    }
}
