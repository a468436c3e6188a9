using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Api.Hosting;
using Grainwatch.Api.Pipes;
using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>Takes the <c>alerts.yml</c> of every data project before the server listens. One that cannot be used ends the start.</summary>
sealed class AlertFileStartup(ServerSettings settings, AlertResources resources) : IHostedService
{
    const string FileName = "alerts.yml";

    /// <summary>Tells the files of the folder from those that were sent over HTTP, whose names have no '/'.</summary>
    const string Prefix = "projects/";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = ProjectFolder.Find(settings);
        List<(string File, ResourceSpec Spec)> specs = [];
        try
        {
            foreach (var path in Find(folder))
            {
                var file = Prefix + Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
                specs.AddRange(ResourceSpec.ReadFile(await File.ReadAllTextAsync(path, cancellationToken), file).Select(spec => (file, spec)));
            }

            await resources.ApplyFilesAsync(specs, file => file.StartsWith(Prefix, StringComparison.Ordinal), cancellationToken);
        }
        catch (SpecException wrong)
        {
            throw new SettingException(wrong.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    static IEnumerable<string> Find(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, FileName, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [];
}
