using System.Reflection;

namespace Grainwatch.Web;

/// <summary>The files of the page, as they were built: <c>index.html</c>, and <c>assets/NAME-HASH.EXTENSION</c>. None where Node was missing.</summary>
public static class PageFiles
{
    const string Prefix = "page/";

    static readonly Assembly Assembly = typeof(PageFiles).Assembly;

    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..])];

    public static byte[] Read(string name)
    {
        using var stream = Assembly.GetManifestResourceStream(Prefix + name) ?? throw new ArgumentException($"There is no file {name}.", nameof(name));
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
