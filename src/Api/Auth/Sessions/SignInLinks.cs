using System.Buffers.Text;
using System.Security.Cryptography;
using Grainwatch.Storage.Sessions;

namespace Grainwatch.Api.Auth.Sessions;

/// <summary>Links that sign in once. What is stored opens no door: the code is hashed, and the token sealed.</summary>
sealed class SignInLinks(SignInLinkTable table, SealedToken seal, SessionSettings settings, TimeProvider time)
{
    const int CodeBytes = 24;

    /// <returns>What follows the address of the server, and until when. Behind the '#': so it reaches no log.</returns>
    public async Task<(string Path, DateTimeOffset Expires)> CreateAsync(string token, CancellationToken cancellationToken)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var expires = time.GetUtcNow() + settings.LinkLifetime;
        await table.AddAsync(TokenHash.Of(code), seal.Seal(token), expires, cancellationToken);
        return ($"/#/sign-in/{code}", expires);
    }

    /// <returns>The token; null when the link was used or has expired.</returns>
    public async Task<string?> UseAsync(string code, CancellationToken cancellationToken) =>
        await table.TakeAsync(TokenHash.Of(code), time.GetUtcNow(), cancellationToken) is { } box ? seal.Open(box, settings.LinkLifetime) : null;
}
