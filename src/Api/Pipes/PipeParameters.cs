using System.Text.Json;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Api.Pipes;

/// <summary>The parameters of a request: from its query, and of a POST from a form or a JSON object, which win over the query.</summary>
static class PipeParameters
{
    /// <exception cref="ApiException">400: the body cannot be read.</exception>
    public static async Task<ParameterValues> ReadAsync(HttpRequest request)
    {
        var parameters = new ParameterValues();
        foreach (var (name, values) in request.Query)
        {
            AddAll(parameters, name, values);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            return parameters;
        }

        if (request.HasFormContentType)
        {
            foreach (var (name, values) in await FormBody.ReadAsync(request))
            {
                parameters.Remove(name);
                AddAll(parameters, name, values);
            }
        }
        else
        {
            await AddJsonAsync(parameters, request);
        }

        return parameters;
    }

    static void AddAll(ParameterValues parameters, string name, IEnumerable<string?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(name, value ?? "");
        }
    }

    static async Task AddJsonAsync(ParameterValues parameters, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (body.Length == 0)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            foreach (var property in document.RootElement.EnumerateObject())
            {
                parameters.Set(property.Name, property.Value);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "The body is no JSON object of parameters. Send {\"name\": value}, or a form with Content-Type application/x-www-form-urlencoded.",
                PipesApi.Documentation);
        }
    }
}
