using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grainwatch.Api.Anomalies;

[JsonSerializable(typeof(AnomalyBody))]
[JsonSerializable(typeof(AnomalyDetail))]
[JsonSerializable(typeof(AnomalyPage))]
sealed partial class AnomalyJson : JsonSerializerContext
{
    static AnomalyJson() => Default = new AnomalyJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Names stay readable, whatever script they are in; the answer is JSON, never HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
