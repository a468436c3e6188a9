using System.Text;
using System.Text.Json;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Alerts.Http;

/// <summary>What the routes of alerts have in common.</summary>
static class AlertRequest
{
    const string Documentation = "/docs/alerts";
    const int MaxNameLength = 100;
    const long MaxBody = 1_000_000;

    /// <summary>Answers are in snake_case; what is null is left out only where it was not asked for.</summary>
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Resources say who is told, and receivers go out to the world: only the admin token may. Errors in them are the caller's.</summary>
    public static RouteGroupBuilder ForAdmins(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Caller().Demand(Scope.Admin);
            try
            {
                return await next(context);
            }
            catch (SpecException wrong)
            {
                throw Bad(wrong.Message);
            }
        });
        return group;
    }

    public static ApiException Bad(string message) => new(StatusCodes.Status400BadRequest, message, Documentation);

    public static ApiException NotFound(string message) => new(StatusCodes.Status404NotFound, message, Documentation);

    /// <summary>The body as YAML if its type says so, else as JSON.</summary>
    public static async Task<SpecNode> ReadSpecAsync(HttpContext context)
    {
        if (context.Request.ContentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) is true)
        {
            return YamlSpec.Parse(await ReadTextAsync(context), "body");
        }

        try
        {
            using var json = JsonDocument.Parse(await ReadTextAsync(context), new JsonDocumentOptions { MaxDepth = 32 });
            return JsonSpec.From(json.RootElement);
        }
        catch (JsonException broken)
        {
            throw Bad($"The body is no JSON: {broken.Message}");
        }
    }

    public static async Task<string> ReadTextAsync(HttpContext context)
    {
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, length);
            if (body.Length > MaxBody)
            {
                throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaxBody} bytes.", Documentation);
            }
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    /// <exception cref="ApiException">400: it cannot be a name.</exception>
    public static string CheckName(string name) =>
        name.Length is > 0 and <= MaxNameLength && !name.Any(c => char.IsControl(c) || c == '/')
            ? name
            : throw Bad($"A name has 1 to {MaxNameLength} characters, without '/' and control characters.");
}
