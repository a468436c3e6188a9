using System.Text;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Files;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Deploy;

/// <summary>The files that a project brings for its data sources: <c>fixtures/NAME.csv</c> or <c>.ndjson</c>. Only an empty data source is filled.</summary>
sealed class Fixtures(GrainwatchClient client, DirectoryInfo folder)
{
    /// <param name="dataFiles">Of the project.</param>
    public async Task FillAsync(IReadOnlyList<string> dataFiles, CancellationToken cancellationToken)
    {
        var sources = dataFiles.Where(path => path.EndsWith(".datasource", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Directory!.Name == "fixtures").OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            var name = file.Name.Split('.')[0];
            if (!sources.Contains(name))
            {
                Terminal.Line($"{Terminal.Escape(file.Name)}: the project has no data source of that name");
            }
            else if (!await IsEmptyAsync(name, cancellationToken))
            {
                Terminal.Line($"{Terminal.Escape(name)}: has rows already, so {Terminal.Escape(file.Name)} is left out");
            }
            else
            {
                var upload = new FileUpload(client, "append", new Dictionary<string, string>(), TimeProvider.System);
                Terminal.Line(UploadCommand.Describe(name, await upload.SendAsync(name, file, _ => { }, cancellationToken)));
            }
        }
    }

    async Task<bool> IsEmptyAsync(string source, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v0/sql")
        {
            Content = new StringContent($"select count(*) from (select 1 from \"{source}\" limit 1) one", Encoding.UTF8, "text/plain"),
        };
        using var answer = await client.SendLongAsync(request, cancellationToken);
        return (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim() == "0";
    }
}
