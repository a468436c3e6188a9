using System.Security.Cryptography;
using System.Text;

namespace Grainwatch.Domain.Alerts.Grouping;

/// <summary>Names a group: the route that its alerts took, the receiver at its end, and the labels they have in common.</summary>
/// <param name="Route">The matchers on the way through the tree; stays the same when other routes change.</param>
public sealed record GroupKey(string Route, string Receiver, Labels Labels)
{
    /// <summary>The key as 32 hexadecimal digits: what it is stored by, and what receivers keep an incident or a thread by.</summary>
    public string Id() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())).AsSpan(0, 16));

    public override string ToString() => $"{Route}>{Receiver}:{Labels}";
}
