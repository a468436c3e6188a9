using Grainwatch.Api.Compression;
using Grainwatch.Api.Errors;
using Grainwatch.Storage.Ingest;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Grainwatch.Api.Files;

/// <summary>The file of a request: its body, or the first file of a form. What is compressed is known by its first bytes.</summary>
/// <param name="Name">What the form calls it; empty for a body.</param>
/// <param name="ContentType">Of the file; empty where none is said.</param>
sealed record UploadedFile(Stream Content, string Name, string ContentType)
{
    /// <param name="memory">Counts what decompression takes until the request is over.</param>
    /// <exception cref="ApiException">400: there is no file; 415: it is encoded in a way that is not read here.</exception>
    public static async Task<UploadedFile> OpenAsync(HttpContext context, IngestMemory memory)
    {
        var request = context.Request;
        var encoding = BodyEncodings.Named(context, FilesApi.Documentation);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return new UploadedFile(await DecompressAsync(request.Body, isUrlRefused: true), "", request.ContentType ?? "");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length == 0)
        {
            throw Wrong("The form has no boundary in its Content-Type.");
        }

        var reader = new MultipartReader(boundary, encoding == BodyEncoding.None ? request.Body : await DecompressAsync(request.Body));
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (section.GetContentDispositionHeader() is { } disposition && IsFile(disposition))
                {
                    return new UploadedFile(await DecompressAsync(section.Body), disposition.FileName.ToString().Trim('"'), section.ContentType ?? "");
                }
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Wrong($"The form cannot be read: {broken.Message}");
        }

        throw Wrong("The form holds no file. Send it as the field csv, whatever its format: -F csv=@file.csv");

        async Task<Stream> DecompressAsync(Stream content, bool isUrlRefused = false)
        {
            var begin = new byte[4];
            var length = await content.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, context.RequestAborted);
            if (isUrlRefused && begin.AsSpan(0, length).SequenceEqual("url="u8))
            {
                throw Wrong("Files at other addresses are not fetched. Send the file itself, as the field csv of a form or as the body.");
            }

            var whole = new PeekedStream(begin.AsMemory(0, length), content).Decompress(BodyEncodings.Seen(begin), memory);
            context.Response.RegisterForDispose(whole);
            return whole;
        }
    }

    public static ApiException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, FilesApi.Documentation);

    static bool IsFile(ContentDispositionHeaderValue disposition) =>
        disposition.FileName.HasValue || disposition.Name.ToString().Trim('"') is "csv" or "ndjson" or "file";
}
