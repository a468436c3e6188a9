using System.Reflection;

namespace Grainwatch.Storage.Migrations;

/// <summary>The <c>NNNN_name.sql</c> files embedded in <paramref name="Assembly"/>, whose unqualified names mean <paramref name="Schema"/>.</summary>
public sealed record MigrationScripts(Assembly Assembly, string Schema)
{
    public IEnumerable<string> Names => Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
