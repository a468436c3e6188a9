using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Templates;
using Npgsql;

namespace Grainwatch.Api.Pipes;

/// <summary>Writes what a query finds as the answer of its request, or what is wrong with the query.</summary>
static class QueryAnswer
{
    const string QuoteWideNumbers = "output_format_json_quote_64bit_integers";

    /// <summary>Whether the caller wants 64-bit numbers as text in JSON.</summary>
    public static bool QuotesWideNumbers(HttpRequest request) => request.Query[QuoteWideNumbers] == "1";

    /// <param name="documentation">The page that says how to ask.</param>
    /// <param name="hidesValues">Whether the value that the query fails on may be of a row that the caller may not see.</param>
    /// <exception cref="ApiException">The caller or the author of the query did something wrong.</exception>
    public static async Task WriteAsync(HttpContext context, ResultFormat format, string documentation, bool hidesValues, Func<Stream, Task> run)
    {
        var response = context.Response;
        response.ContentType = format.ContentType;
        try
        {
            await run(response.Body);
        }
        catch (CustomErrorException refused) when (refused.Json is not null)
        {
            response.StatusCode = refused.Status;
            response.ContentType = "application/json; charset=UTF-8";
            await response.WriteAsync(refused.Json, context.RequestAborted);
        }
        catch (Exception e) when (!response.HasStarted && QueryError.TryDescribe(e, documentation, hidesValues) is { } error)
        {
            response.ContentType = null;
            if (e is PostgresException failed)
            {
                response.Headers["X-DB-Exception-Code"] = failed.SqlState;
            }

            throw error;
        }
        catch (Exception) when (response.HasStarted)
        {
            // The status is out; only a broken connection still tells that the answer is not whole.
            context.Abort();
        }
    }
}
