using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grainwatch.Api.Alerts.Receivers.Webhook;

/// <summary>
/// Proves to the receiver who sent the body and when: <c>t=SECONDS,v1=HEX</c>, the HMAC-SHA256 of <c>SECONDS.BODY</c>. The time is signed
/// with it, so that who records a request cannot send it again tomorrow.
/// </summary>
static class WebhookSignature
{
    public static string Sign(string key, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{seconds}."), .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed))}";
    }
}
