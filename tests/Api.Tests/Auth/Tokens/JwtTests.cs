using System.Buffers.Text;
using System.Text;
using Grainwatch.Api.Auth.Tokens;

namespace Grainwatch.Api.Tests.Auth.Tokens;

public sealed class JwtTests
{
    /// <summary>RFC 7515, appendix A.1.</summary>
    const string Rfc7515 =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    static readonly byte[] Rfc7515Key = Base64Url.DecodeFromChars(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

    static readonly byte[] Key = "a key for tests"u8.ToArray();

    [Fact]
    public void ReadsTheExampleOfTheStandard()
    {
        var payload = Jwt.Verify(Rfc7515, Rfc7515Key);

        Assert.Equal("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}", Encoding.UTF8.GetString(payload!));
    }

    [Fact]
    public void ReadsWhatItSigned() => Assert.Equal("{\"a\":1}"u8.ToArray(), Jwt.Verify(Jwt.Sign("{\"a\":1}"u8, Key), Key));

    [Fact]
    public void AnotherKeyOrAnyChangedCharacterIsRefused()
    {
        var token = Jwt.Sign("{\"a\":1}"u8, Key);
        Assert.Null(Jwt.Verify(token, "another key"u8.ToArray()));

        // All but the last character, of whose bits some mean nothing in base64.
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}";
            Assert.Null(Jwt.Verify(changed, Key));
        }
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("""["HS256"]""")]
    [InlineData("HS256")]
    public void AnotherAlgorithmIsRefusedEvenWhenTheSignatureFits(string header)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString("{}"u8)}";
        var signature = System.Security.Cryptography.HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed));

        Assert.Null(Jwt.Verify($"{signed}.{Base64Url.EncodeToString(signature)}", Key));
        Assert.Null(Jwt.Verify($"{signed}.", Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("!.!.!")]
    public void WhatIsNoJwtIsRefused(string token) => Assert.Null(Jwt.Verify(token, Key));
}
