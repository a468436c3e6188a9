using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Grainwatch.Api.Auth.Sessions;

/// <summary>
/// A token that only this installation can read again, with the moment it was sealed. The key is made of the admin token, so every process of
/// a cluster knows it, and a new admin token ends every session.
/// </summary>
sealed class SealedToken(AdminToken admin, TimeProvider time)
{
    const int NonceBytes = 12;
    const int TagBytes = 16;
    const int TimeBytes = sizeof(long);

    readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(admin.Text), 32, info: "grainwatch session"u8.ToArray());

    public byte[] Seal(string token)
    {
        var plain = new byte[TimeBytes + Encoding.UTF8.GetByteCount(token)];
        BinaryPrimitives.WriteInt64BigEndian(plain, time.GetUtcNow().ToUnixTimeSeconds());
        Encoding.UTF8.GetBytes(token, plain.AsSpan(TimeBytes));
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes));
        return box;
    }

    /// <returns>Null when it was not sealed here, was changed, or is older than <paramref name="lifetime"/>.</returns>
    public string? Open(ReadOnlySpan<byte> box, TimeSpan lifetime)
    {
        if (box.Length <= NonceBytes + TagBytes + TimeBytes)
        {
            return null;
        }

        var plain = new byte[box.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain);
        }
        catch (CryptographicException)
        {
            return null;
        }

        var sealedAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(plain));
        return time.GetUtcNow() - sealedAt < lifetime ? Encoding.UTF8.GetString(plain.AsSpan(TimeBytes)) : null;
    }
}
