using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Pipes;

/// <summary>Where the data projects are.</summary>
static class ProjectFolder
{
    const string Name = "projects";

    /// <exception cref="SettingException">The setting names no folder.</exception>
    public static string Find(ServerSettings settings)
    {
        if (settings.Projects is { } chosen)
        {
            return Directory.Exists(chosen)
                ? chosen
                : throw new SettingException($"The setting Grainwatch__Projects is '{chosen}', which is no folder. Name the one that holds your data projects.");
        }

        return Directory.Exists(Name) ? Name : Path.Combine(AppContext.BaseDirectory, Name);
    }
}
