using System.Text.Json.Nodes;
using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Api.Probes.Status;

namespace Grainwatch.Api.Probes;

/// <summary>A probe as the API shows it.</summary>
static class ProbeJson
{
    /// <param name="admin">Whether the push URL, which is a secret, may be shown.</param>
    public static JsonObject Write(ProbeStatus status, bool admin)
    {
        var stored = status.Defined.Stored;
        JsonObject json = new()
        {
            ["name"] = status.Name,
            ["state"] = status.State,
            ["paused"] = stored.Paused,
            ["file"] = stored.File,
            ["uptime_24h"] = Round(status.Day.Uptime),
            ["median_response_ms_24h"] = Round(status.Day.MedianMs),
            ["last_run"] = LastRun(status),
            ["definition"] = HiddenSecrets.Hide((JsonObject)JsonNode.Parse(stored.Definition)!),
        };
        if (admin && stored.HeartbeatKey is { } key)
        {
            json["push_url"] = $"/v1/heartbeats/{key}";
        }

        return json;
    }

    public static JsonObject? LastRun(ProbeStatus status) => status.Latest is not { } run ? null : new JsonObject
    {
        ["at"] = run.At.UtcDateTime,
        ["success"] = run.Succeeded,
        ["status_code"] = run.Status,
        ["response_time_ms"] = run.ResponseMs,
        ["failure"] = run.Failure.Length > 0 ? run.Failure : null,
        ["message"] = run.Message.Length > 0 ? run.Message : null,
        ["certificate_ends"] = run.CertificateEnds?.UtcDateTime,
    };

    public static double? Round(double? number) => number is { } known ? Math.Round(known, 3) : null;
}
