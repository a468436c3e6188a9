using System.Text;
using System.Text.Json;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Templates;
using Microsoft.AspNetCore.WebUtilities;

namespace Grainwatch.Api.Pipes;

/// <summary>What a request asks of <c>/v0/sql</c>.</summary>
/// <param name="Pipe">Whose result the SQL calls <c>_</c>; null for none.</param>
sealed record SqlRequest(string Sql, string? Pipe, ParameterValues Parameters)
{
    const int LongestSql = 64 * 1024;

    /// <summary>The SQL is <c>q</c> of the query, of a form or of a JSON object, or the body itself, whatever its Content-Type says.</summary>
    /// <exception cref="ApiException">400: there is none, or it is too long.</exception>
    public static async Task<SqlRequest> ReadAsync(HttpRequest request)
    {
        var parameters = new ParameterValues();
        Add(parameters, request.Query);
        if (HttpMethods.IsPost(request.Method))
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
            if (IsForm(request, body))
            {
                Add(parameters, QueryHelpers.ParseQuery(body));
            }
            else if (!TryAddJson(parameters, body) && body.Length > 0)
            {
                parameters.Remove("q");
                parameters.Add("q", body);
            }
        }

        var sql = parameters.Text("q") ?? "";
        return string.IsNullOrWhiteSpace(sql) ? throw Wrong("There is no SQL. Send it as the parameter q, or as the body of a POST.")
            : sql.Length > LongestSql ? throw Wrong($"The SQL is longer than {LongestSql} characters.")
            : new SqlRequest(sql, parameters.Text("pipeline") is { Length: > 0 } pipe ? pipe : null, parameters);
    }

    /// <summary>What curl -d sends is said to be a form even if it is SQL.</summary>
    static bool IsForm(HttpRequest request, string body) =>
        request.HasFormContentType && (body.StartsWith("q=", StringComparison.Ordinal) || body.Contains("&q=", StringComparison.Ordinal));

    static void Add(ParameterValues parameters, IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values)
    {
        foreach (var (name, all) in values)
        {
            parameters.Remove(name);
            foreach (var value in all)
            {
                parameters.Add(name, value ?? "");
            }
        }
    }

    static bool TryAddJson(ParameterValues parameters, string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith("{"))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                parameters.Set(property.Name, property.Value);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static ApiException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, SqlApi.Documentation);
}
