namespace Grainwatch.Storage.Tokens;

/// <summary>A static token as it is stored.</summary>
/// <param name="Hint">How its text begins; empty when it has never been handed out.</param>
/// <param name="Scopes">Those given over the API.</param>
/// <param name="ProjectScopes">Those that data projects ask for.</param>
public sealed record TokenRow(
    string Name, string Description, string Hint, IReadOnlyList<string> Scopes, IReadOnlyList<string> ProjectScopes)
{
    public IEnumerable<string> AllScopes => Scopes.Concat(ProjectScopes);
}
