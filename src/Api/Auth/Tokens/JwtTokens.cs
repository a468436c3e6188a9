using System.Text;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>Tokens that carry their scopes with them, signed with the admin token by whoever has it. Nothing of them is kept here.</summary>
sealed class JwtTokens(AdminToken admin, TimeProvider time) : ITokens
{
    readonly byte[] key = Encoding.UTF8.GetBytes(admin.Text);

    public string Issue(JwtClaims claims) => Jwt.Sign(claims.ToJson(), key);

    public Caller? Find(string token) =>
        Jwt.Verify(token, key) is { } payload
        && JwtClaims.Read(payload) is { } claims
        && claims.Expires > (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds
            ? new ScopedCaller($"jwt:{claims.Name}", claims.Scopes, claims.RequestsPerSecond)
            : null;
}
