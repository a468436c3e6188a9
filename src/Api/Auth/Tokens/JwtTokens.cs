using System.Text;
using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>Tokens that carry their scopes with them, signed with the admin token by whoever has it. Nothing of them is kept here.</summary>
sealed class JwtTokens(AdminToken admin, TimeProvider time) : ITokens
{
    readonly byte[] key = Encoding.UTF8.GetBytes(admin.Text);

    public string Issue(JwtClaims claims) => Jwt.Sign(claims.ToJson(), key);

    /// <exception cref="ApiException">403: it has expired. Who has it did not guess it, so it is told, and not counted.</exception>
    public Caller? Find(string token)
    {
        if (Jwt.Verify(token, key) is not { } payload || JwtClaims.Read(payload) is not { } claims)
        {
            return null;
        }

        return claims.Expires > (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds
            ? new ScopedCaller($"jwt:{claims.Name}", claims.Scopes, claims.RequestsPerSecond)
            : throw new ApiException(StatusCodes.Status403Forbidden, "The token has expired. Ask for a new one.", "/docs/http-api#tokens");
    }
}
