using System.Security.Cryptography;
using System.Text;
using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Rules;

/// <summary>
/// A share of all services, whose series one owner judges together. All series of a service are in one: a ratio needs them, and so they
/// share what is read.
/// </summary>
public readonly record struct RuleShard(int Number)
{
    /// <summary>The same in every process and version: it says where stored states belong.</summary>
    public const int Count = 8;

    public static IEnumerable<RuleShard> All => Enumerable.Range(0, Count).Select(number => new RuleShard(number));

    public bool Holds(SeriesKey series) => Of(series.Service) == this;

    public static RuleShard Of(string service) => new(SHA256.HashData(Encoding.UTF8.GetBytes(service))[0] % Count);
}
