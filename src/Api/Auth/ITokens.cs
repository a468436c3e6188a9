namespace Grainwatch.Api.Auth;

/// <summary>One kind of token. A request's token is shown to each kind until one knows it.</summary>
public interface ITokens
{
    /// <summary>What can be told without asking anybody. Null when it is no valid token of this kind, or is not known yet.</summary>
    Caller? Find(string token);

    /// <summary>Asks where the tokens are kept. Null when it is no valid token of this kind.</summary>
    ValueTask<Caller?> AskAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult<Caller?>(null);
}
