using System.Security.Cryptography;

namespace Grainwatch.Api.Auth;

/// <summary>The one token that is there before all others, and allows everything.</summary>
public sealed class AdminToken : ITokens
{
    readonly byte[] hash;

    public AdminToken(string text)
    {
        Text = text;
        hash = TokenHash.Of(text);
    }

    /// <summary>Where it is kept; null when it was given as a setting.</summary>
    public string? File { get; init; }

    /// <summary>What requests carry. It is also the secret that JWTs are signed with.</summary>
    public string Text { get; }

    // Hashes are compared, so that neither the time nor a length tells how close a guess came.
    public Caller? Find(string token) =>
        CryptographicOperations.FixedTimeEquals(hash, TokenHash.Of(token)) ? AdminCaller.Instance : null;
}
