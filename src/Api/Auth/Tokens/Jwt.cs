using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>JSON Web Tokens signed with HMAC-SHA-256 (RFC 7515, 7519), and no others.</summary>
static class Jwt
{
    const string Algorithm = "HS256";
    static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Sign(ReadOnlySpan<byte> payload, byte[] key)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(Signature(signed, key))}";
    }

    /// <returns>The payload; null when it is no such token, or signed by somebody else.</returns>
    public static byte[]? Verify(string token, byte[] key)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Decode(parts[2]) is not { } signature
            || !CryptographicOperations.FixedTimeEquals(signature, Signature($"{parts[0]}.{parts[1]}", key)))
        {
            return null;
        }

        // Only what is signed is looked at. The algorithm is ours to say and not the token's: anything but HS256 is refused.
        return Decode(parts[0]) is { } header && IsOurs(header) ? Decode(parts[1]) : null;
    }

    static bool IsOurs(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            return json.RootElement.ValueKind is JsonValueKind.Object
                && json.RootElement.TryGetProperty("alg", out var algorithm)
                && algorithm.ValueKind is JsonValueKind.String
                && algorithm.GetString() == Algorithm
                // Says that something must be understood which we do not.
                && !json.RootElement.TryGetProperty("crit", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static byte[] Signature(string signed, byte[] key) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed));

    static byte[]? Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
