namespace Grainwatch.Pipes.Templates;

/// <summary>The template called <c>error</c> or <c>custom_error</c>: what it says is the answer.</summary>
/// <param name="json">The answer's body when it is an object, else null.</param>
public sealed class CustomErrorException(string message, int status, string? json) : Exception(message)
{
    public int Status { get; } = status;

    public string? Json { get; } = json;
}
