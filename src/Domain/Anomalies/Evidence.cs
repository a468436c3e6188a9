using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grainwatch.Domain.Anomalies;

/// <summary>What a detector went by when it called something an anomaly; stored with it.</summary>
/// <param name="Model">Names the arithmetic; changes when that does.</param>
/// <param name="Why">One sentence for people.</param>
/// <param name="Minutes">How many minutes the figures are of; null where they are not of minutes.</param>
/// <param name="Lower">The lowest value that would have been usual; null where there is none.</param>
/// <param name="Upper">The highest value that would have been usual; null where there is none.</param>
/// <param name="Probability">Of a value at least this far out, by the model; null where it knows none.</param>
/// <param name="Score">How odd it is, from 0 to 1; null where there is no score.</param>
/// <param name="Examples">Such as the templates that are new.</param>
public sealed record Evidence(
    string Model,
    string Why,
    int? Minutes = null,
    double? Lower = null,
    double? Upper = null,
    double? Probability = null,
    double? Score = null,
    IReadOnlyList<string>? Examples = null)
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Read by people; it is JSON and never HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>As it is stored in <see cref="Episode.Details"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
