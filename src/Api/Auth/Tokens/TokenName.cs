using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>What a token may be called.</summary>
static class TokenName
{
    const int Longest = 128;

    /// <summary>The token of the settings or the file; it is not in the table.</summary>
    public const string Admin = "admin";

    /// <exception cref="ApiException">400: it cannot be called that.</exception>
    public static string Check(string? name) =>
        string.IsNullOrWhiteSpace(name) ? throw Wrong("name is missing: what the token is called.")
        : name.Length > Longest ? throw Wrong($"name is longer than {Longest} characters.")
        : name.Any(char.IsControl) || name.Contains('/', StringComparison.Ordinal) ? throw Wrong("name contains a '/' or a control character. Leave it out.")
        : name == Admin ? throw Wrong("'admin' is the admin token's. Choose another name.")
        : name;

    static ApiException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, "/docs/http-api#tokens");
}
