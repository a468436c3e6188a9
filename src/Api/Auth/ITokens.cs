namespace Grainwatch.Api.Auth;

/// <summary>One kind of token. A request's token is shown to each kind until one knows it.</summary>
public interface ITokens
{
    /// <returns>Null when it is no valid token of this kind.</returns>
    ValueTask<Caller?> FindAsync(string token, CancellationToken cancellationToken);
}
