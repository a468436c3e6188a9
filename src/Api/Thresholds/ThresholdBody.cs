using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grainwatch.Domain.Thresholds;

namespace Grainwatch.Api.Thresholds;

/// <summary>A threshold in force. <c>*</c> stands for every service or severity without one of its own.</summary>
sealed record ThresholdBody(string Service, string Severity, double ThresholdPerMinute, DateTime UpdatedAt)
{
    public static ThresholdBody Of(Threshold threshold) =>
        new(threshold.Service, threshold.Severity, threshold.PerMinute, threshold.UpdatedAt.UtcDateTime);
}

sealed record ThresholdList(IReadOnlyList<ThresholdBody> Thresholds);

/// <param name="ThresholdPerMinute">Logs a minute above which an anomaly fires; 0 or more.</param>
sealed record ThresholdValue(double ThresholdPerMinute);

[JsonSerializable(typeof(ThresholdBody))]
[JsonSerializable(typeof(ThresholdList))]
[JsonSerializable(typeof(ThresholdValue))]
sealed partial class ThresholdJson : JsonSerializerContext
{
    static ThresholdJson() => Default = new ThresholdJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Names stay readable, whatever script they are in; the answer is JSON, never HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
