namespace Grainwatch.Api.Errors;

/// <summary>Words for requests that Kestrel or parameter binding refuse.</summary>
static class RequestError
{
    public static string Describe(HttpContext context, BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => "The request body is too large for this endpoint. Send it in several requests.",
        StatusCodes.Status415UnsupportedMediaType => $"The Content-Type '{context.Request.ContentType}' is not read here.",
        StatusCodes.Status408RequestTimeout => "The request body came too slowly.",
        _ => bad.Message,
    };
}
