using System.Text;
using System.Text.Json;

namespace Grainwatch.Domain.Probes.Assertions;

/// <summary>What came back, as far as assertions may ask.</summary>
/// <param name="Headers">All headers, several of one name joined by ", "; names are compared without case.</param>
/// <param name="Body">As it was read, up to the bound.</param>
public sealed record ProbeAnswer(int Status, TimeSpan ResponseTime, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    string? text;

    /// <summary>The body as UTF-8; what is not is replaced, so any body can be searched.</summary>
    public string Text => text ??= Encoding.UTF8.GetString(Body.Span);

    /// <exception cref="JsonException">The body is no JSON.</exception>
    public JsonDocument ParseJson() => JsonDocument.Parse(Body);
}
