using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.ResponseTimes;

namespace Grainwatch.Api.Probes.Results;

/// <summary>A result as a row of <c>api_metrics</c>, in JSON, as anybody could send it to <c>/v0/events</c>.</summary>
static class ResultRow
{
    public static byte[] Write(ProbeTarget target, ProbeResult result, ProbeVerdict verdict)
    {
        ArrayBufferWriter<byte> bytes = new(512);
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", result.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
            json.WriteString("api_name", result.Probe);
            json.WriteString("kind", target.Kind);
            json.WriteNumber("success", result.Succeeded ? 1 : 0);
            json.WriteString("state", Name(verdict.State));
            Number(json, "status_code", result.Status);
            Time(json, "response_time_ms", result.ResponseTime);
            json.WriteNumber("response_size_bytes", result.Bytes);
            json.WriteString("failure", result.Succeeded ? "" : Name(result.Failure));
            json.WriteString("error_message", result.Message.Replace("\0", "", StringComparison.Ordinal));
            Time(json, "dns_ms", result.Timings.Dns);
            Time(json, "connect_ms", result.Timings.Connect);
            Time(json, "tls_ms", result.Timings.Tls);
            Time(json, "first_byte_ms", result.Timings.FirstByte);
            Time(json, "transfer_ms", result.Timings.Transfer);
            json.WriteString("address", result.Address);
            json.WriteString("certificate_ends", result.CertificateEnds?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            Time(json, "expected_ms", verdict.ResponseTime?.Expected);
            Number(json, "anomaly_score", verdict.ResponseTime?.Score);
            json.WriteString("anomaly_tier", verdict.ResponseTime is { Tier: not ResponseTimeTier.None and var tier } ? Name(tier) : "");
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The name of a value as data: <c>AddressNotAllowed</c> is <c>address_not_allowed</c>, and no failure is <c>ok</c>.</summary>
    public static string Name<T>(T value) where T : struct, Enum =>
        value is ProbeFailure.None ? "ok" : JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    static void Time(Utf8JsonWriter json, string name, TimeSpan? time) => Number(json, name, time is { } taken ? Math.Round(taken.TotalMilliseconds, 3) : null);

    static void Number(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
