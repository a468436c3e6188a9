using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grainwatch.Api.Errors;

/// <summary>The body of every error answer.</summary>
/// <param name="Error">What was wrong, and the fix.</param>
/// <param name="Documentation">The page that says more, as a path of this server.</param>
public sealed record ErrorBody(string Error, string Documentation);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ErrorBody))]
sealed partial class ErrorJson : JsonSerializerContext
{
    static ErrorJson() => Default = new ErrorJson(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        // Quotes and umlauts in a message stay readable; the answer is JSON, never HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
