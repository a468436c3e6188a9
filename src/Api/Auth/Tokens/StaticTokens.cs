using System.Collections.Concurrent;
using System.Security.Cryptography;
using Grainwatch.Storage.Tokens;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>
/// The tokens that are kept in Postgres. One that was found is trusted for a moment, so that not every request asks; a change in this
/// process holds at once, and one in another within that moment.
/// </summary>
sealed class StaticTokens(TokenTable table, TimeProvider time) : ITokens
{
    const int RandomBytes = 32;
    const int HintLength = 7;
    const int MostKept = 10_000;
    static readonly TimeSpan Trust = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <returns>The text to hand out, its hash and its hint.</returns>
    public static (string Text, byte[] Hash, string Hint) Generate()
    {
        var random = Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var text = $"gw.{random}";
        return (text, TokenHash.Of(text), text[..HintLength]);
    }

    public Caller? Find(string token) =>
        kept.TryGetValue(Key(token), out var found) && time.GetElapsedTime(found.At) < Trust ? found.Caller : null;

    /// <summary>Whether it was valid a moment ago: then asking again is no guess.</summary>
    public bool WasKnown(string token) => kept.ContainsKey(Key(token));

    public async ValueTask<Caller?> AskAsync(string token, CancellationToken cancellationToken)
    {
        var hash = TokenHash.Of(token);
        var key = Convert.ToHexString(hash);
        if (await table.FindByHashAsync(hash, cancellationToken) is not { } row)
        {
            kept.TryRemove(key, out _);
            return null;
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        var caller = new ScopedCaller(row.Name, [.. row.AllScopes.Select(TokenScope.Parse)]);
        kept[key] = new Kept(caller, time.GetTimestamp());
        return caller;
    }

    /// <summary>After any change to a token.</summary>
    public void Forget() => kept.Clear();

    static string Key(string token) => Convert.ToHexString(TokenHash.Of(token));

    sealed record Kept(Caller Caller, long At);
}
