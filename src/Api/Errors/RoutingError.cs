namespace Grainwatch.Api.Errors;

/// <summary>Words for the answers that routing makes on its own, without a body.</summary>
static class RoutingError
{
    public static ApiException Describe(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return new ApiException(status, status switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}. /docs/http-api lists what there is.",
            StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not allowed here; use {context.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType => $"The Content-Type '{context.Request.ContentType}' is not read here.",
            _ => $"The request was refused with status {status}.",
        });
    }
}
