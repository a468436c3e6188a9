using System.Globalization;

namespace Grainwatch.Api.Errors;

/// <summary>Every error leaves as <c>{"error", "documentation"}</c>, whoever found it.</summary>
sealed partial class ErrorMiddleware(ILogger<ErrorMiddleware> logger) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            {
                await WriteAsync(context, RoutingError.Describe(context));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, ToApiException(context, exception));
        }
    }

    ApiException ToApiException(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ApiException ours:
                return ours;
            case BadHttpRequestException bad:
                return new ApiException(bad.StatusCode, RequestError.Describe(context, bad));
        }

        if (DatabaseError.TryDescribe(exception) is { } database)
        {
            LogDatabase(logger, context.Request.Path, exception.Message);
            return database;
        }

        LogUnexpected(logger, exception, context.Request.Method, context.Request.Path);
        return new ApiException(StatusCodes.Status500InternalServerError, "Something went wrong inside the server. Its log says what.");
    }

    static Task WriteAsync(HttpContext context, ApiException error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } retryAfter)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(
            new ErrorBody(error.Message, error.Documentation is "" ? "/docs/http-api#errors" : error.Documentation),
            ErrorJson.Default.ErrorBody,
            cancellationToken: context.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    static partial void LogUnexpected(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(2, LogLevel.Warning, "{Path} is answered with an error because of Postgres: {Reason}")]
    static partial void LogDatabase(ILogger logger, string path, string reason);
}
