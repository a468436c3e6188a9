using System.Buffers.Text;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Compression;
using Grainwatch.Api.Errors;
using Grainwatch.Api.RateLimits;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Ingest;

/// <summary><c>POST /v0/events?name=</c>: rows in, answered once they are committed.</summary>
sealed class EventsEndpoint(
    IIngestSources sources,
    EventsRateLimit rateLimit,
    LogRowReader logs,
    GroupCommitter committer,
    SeriesRegistry series,
    IngestMemory memory,
    IngestOptions options)
{
    const string Documentation = "/docs/http-api#events";

    public async Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var name = query["name"].ToString();
        if (name.Length == 0)
        {
            context.Caller();
            throw new ApiException(
                StatusCodes.Status400BadRequest, "The parameter name is missing: the data source that the events go to.", Documentation);
        }

        context.Caller().Demand(Scope.DataSourcesAppend, name);
        var source = sources.Find(name)
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"There is no data source '{name}'.", Documentation);
        rateLimit.Enforce(context, name);
        IngestCounts counts;
        try
        {
            var request = await ReadAsync(context, source);
            counts = await committer.CommitAsync(request);
        }
        catch (IngestUnavailableException unavailable)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, unavailable.Message, Documentation)
            {
                RetryAfter = unavailable.RetryAfter,
            };
        }

        var wait = query["wait"].ToString();
        await WriteAsync(context.Response, wait is "1" || wait.Equals("true", StringComparison.OrdinalIgnoreCase), counts);
    }

    async Task<IngestRequest> ReadAsync(HttpContext context, IngestSource source)
    {
        var encoding = BodyEncodings.Named(context, Documentation);
        var length = encoding == BodyEncoding.None ? context.Request.ContentLength : null;
        if (length > options.MaxRequestBytes)
        {
            throw BodyReader.TooLarge(options);
        }

        var rows = source.Encoder is { } encoder ? (RowReader)new EncoderRowReader(encoder) : logs;
        var request = new IngestRequest(source.Name, IdempotencyKey.Read(context.Request, Documentation), memory, isAnsweredInTurn: true);
        var body = context.Request.Body.Decompress(encoding, memory);
        try
        {
            await BodyReader.ReadAsync(body, length, rows, request, memory, options, context.RequestAborted);
            await request.ResolveSeriesAsync(series, options.MaxSeries);
            return request;
        }
        catch (InvalidDataException broken)
        {
            request.Dispose();
            throw new ApiException(StatusCodes.Status400BadRequest, $"The body is no {encoding.ToString().ToLowerInvariant()} that can be read: {broken.Message}", Documentation);
        }
        catch
        {
            request.Dispose();
            throw;
        }
        finally
        {
            if (encoding != BodyEncoding.None)
            {
                body.Dispose();
            }
        }
    }

    static async Task WriteAsync(HttpResponse response, bool waited, IngestCounts counts)
    {
        response.StatusCode = waited ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        response.ContentType = "application/json";
        var writer = response.BodyWriter;
        var length = Format(writer.GetSpan(80), counts);
        response.ContentLength = length;
        writer.Advance(length);
        await writer.FlushAsync();
    }

    static int Format(Span<byte> json, IngestCounts counts)
    {
        var length = 0;
        Append(json, "{\"successful_rows\":"u8, counts.SuccessfulRows, ref length);
        Append(json, ",\"quarantined_rows\":"u8, counts.QuarantinedRows, ref length);
        json[length] = (byte)'}';
        return length + 1;
    }

    static void Append(Span<byte> json, ReadOnlySpan<byte> text, int number, ref int length)
    {
        text.CopyTo(json[length..]);
        length += text.Length;
        Utf8Formatter.TryFormat(number, json[length..], out var digits);
        length += digits;
    }
}
