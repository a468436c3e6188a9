using System.Net;
using System.Reflection;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Grainwatch.Api.Docs;

/// <summary>The pages of <c>docs/</c>, which error answers point to, as HTML.</summary>
static class DocsPages
{
    /// <summary>Resources are named <c>docs/NAME.md</c>.</summary>
    const string Prefix = "docs/";

    static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .Build();

    static readonly Lazy<IReadOnlyDictionary<string, string>> Pages = new(() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..^".md".Length], Render));

    /// <returns>Null when there is no such page.</returns>
    public static string? Find(string name) => Pages.Value.GetValueOrDefault(name);

    static string Render(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        var document = Markdig.Markdown.Parse(reader.ReadToEnd(), Markdown);
        foreach (var link in document.Descendants<LinkInline>())
        {
            // On disk a page links to a file, here to its page.
            link.Url = link.Url?.Replace(".md", "", StringComparison.Ordinal);
        }

        var title = document.OfType<HeadingBlock>().FirstOrDefault()?.Inline?.FirstChild?.ToString() ?? "Grainwatch";
        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{WebUtility.HtmlEncode(title)}} - Grainwatch</title>
            <style>
              :root { color-scheme: light dark; }
              body { font: 16px/1.55 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
              code, pre { font: 13.5px/1.5 ui-monospace, monospace; }
              pre { overflow-x: auto; padding: .8rem 1rem; border-radius: .4rem; background: color-mix(in srgb, currentColor 8%, transparent); }
              table { border-collapse: collapse; display: block; overflow-x: auto; }
              td, th { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
            </style>
            </head>
            <body>
            {{document.ToHtml(Markdown)}}
            </body>
            </html>
            """;
    }
}
