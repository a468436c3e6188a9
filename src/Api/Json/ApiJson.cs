using System.Text.Encodings.Web;
using System.Text.Json;

namespace Grainwatch.Api.Json;

/// <summary>How answers of <c>/v1</c> are written.</summary>
static class ApiJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Names stay readable, whatever script they are in; the answer is JSON, never HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
