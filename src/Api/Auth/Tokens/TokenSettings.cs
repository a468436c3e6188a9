using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>How tokens are guarded.</summary>
public sealed class TokenSettings
{
    /// <summary>How many tokens that are not valid one address may send in a minute; past it, it waits for the next. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int GuessesPerMinute { get; set; } = 60;
}
