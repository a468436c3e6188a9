namespace Grainwatch.Api.Errors;

/// <summary>
/// Ends a request with a JSON error. The message is written to the caller: it names what was wrong and the fix, and never holds a token.
/// </summary>
public sealed class ApiException(int status, string message, string documentation = "") : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The page of the documentation that says more, as a path of this server.</summary>
    public string Documentation { get; } = documentation;

    /// <summary>When the caller may try again; sent as <c>Retry-After</c> in whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
