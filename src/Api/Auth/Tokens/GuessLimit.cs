using System.Net;
using System.Net.Sockets;
using Grainwatch.Api.Errors;
using Grainwatch.Api.RateLimits;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary>Counts tokens that are not valid by where they come from, so that nobody can try many.</summary>
sealed class GuessLimit(TimeProvider time, TokenSettings settings)
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    readonly RequestRate guesses = new(time, Window);

    /// <exception cref="ApiException">429: this address has tried too many.</exception>
    public void Check(IPAddress? address)
    {
        var decision = guesses.Peek(Key(address), settings.GuessesPerMinute);
        if (!decision.Allowed)
        {
            throw new ApiException(
                StatusCodes.Status429TooManyRequests,
                "Too many tokens that are not valid came from this address. Wait as long as Retry-After says.",
                "/docs/http-api#tokens")
            {
                RetryAfter = decision.Reset,
            };
        }
    }

    public void Count(IPAddress? address) => guesses.Take(Key(address), settings.GuessesPerMinute);

    /// <summary>Of IPv6 the network: one host has a whole /64 to itself.</summary>
    static string Key(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
