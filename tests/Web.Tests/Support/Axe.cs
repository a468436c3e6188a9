using System.Text.Json;
using Grainwatch.Testing.Processes;
using Microsoft.Playwright;

namespace Grainwatch.Web.Tests.Support;

/// <summary>Asks axe-core what stands in the way of people who cannot see, hear or point.</summary>
static class Axe
{
    static readonly string Script = Path.Combine(Programs.RepositoryRoot(), "src", "Web", "node_modules", "axe-core", "axe.min.js");

    /// <returns>Serious and critical findings, by rule and place.</returns>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        // The page's own policy lets no script in; the debugger's protocol is not bound by it.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Script));
        var found = await page.EvaluateAsync<string>(
            """
            async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'] })).violations
                .filter(one => one.impact === 'serious' || one.impact === 'critical')
                .flatMap(one => one.nodes.map(node => `${one.id}: ${node.target.join(' ')} - ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message}`)))
            """);
        return JsonSerializer.Deserialize<List<string>>(found)!;
    }
}
