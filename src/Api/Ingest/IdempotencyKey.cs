using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Ingest;

/// <summary>The header that makes a retry safe.</summary>
static class IdempotencyKey
{
    const int Longest = 256;

    /// <returns>Null when there is none.</returns>
    /// <exception cref="ApiException">400: it is too long.</exception>
    public static string? Read(HttpRequest http, string documentation)
    {
        var key = http.Headers["Idempotency-Key"].ToString();
        return key.Length <= Longest
            ? key.Length == 0 ? null : key
            : throw new ApiException(
                StatusCodes.Status400BadRequest, $"The header Idempotency-Key is longer than {Longest} characters.", documentation);
    }
}
