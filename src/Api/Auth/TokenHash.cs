using System.Security.Cryptography;
using System.Text;

namespace Grainwatch.Api.Auth;

/// <summary>What is kept of a token's text. Salt and stretching would add nothing: a token is 256 random bits, not a password.</summary>
static class TokenHash
{
    public static byte[] Of(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
