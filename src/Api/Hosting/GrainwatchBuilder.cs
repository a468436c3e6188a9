using Grainwatch.Api.Observability;
using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Hosting;

/// <summary>Makes the builder that every shape starts from.</summary>
public static class GrainwatchBuilder
{
    /// <summary>
    /// Settings come from <c>grainwatch.json</c> beside the program, then the environment, then the command line; the later wins. What
    /// lies in the current folder is not read: a server must not change its ways with the folder it is started from.
    /// </summary>
    /// <exception cref="SettingException">An argument is not known or has no value.</exception>
    public static WebApplicationBuilder Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "grainwatch.json"), optional: false, reloadOnChange: false)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(Arguments(args).Reverse().DistinctBy(argument => argument.Key, StringComparer.OrdinalIgnoreCase));
        builder.Logging.AddConsoleLogs(builder.Configuration);
        return builder;
    }

    /// <summary>Reads <c>--name value</c> and <c>--name=value</c>, where a name is one of the short ones or a setting such as <c>Grainwatch:Port</c>.</summary>
    static IEnumerable<KeyValuePair<string, string?>> Arguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var (argument, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            var setting = argument switch
            {
                "--port" => "Grainwatch:Port",
                "--listen" => "Grainwatch:Listen",
                "--data" => "Grainwatch:Data",
                _ when argument.StartsWith("--", StringComparison.Ordinal) && argument.Contains(':', StringComparison.Ordinal) => argument[2..],
                _ => throw new SettingException(
                    $"The argument '{argument}' is not known. There are --port, --listen, --data, and any setting as --Grainwatch:Feature:Property=value."),
            };
            value ??= ++i < args.Length ? args[i] : throw new SettingException($"The argument {argument} needs a value.");
            yield return new(setting, value);
        }
    }
}
