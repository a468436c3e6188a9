using System.CommandLine;

namespace Grainwatch.Cli.Connection;

/// <summary>The options that say which server, and with which token. Every command has them.</summary>
sealed class ServerOptions
{
    readonly Option<Uri> url = new("--url")
    {
        Description = "The server. Default: GRAINWATCH_URL, or http://127.0.0.1:7181.",
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("GRAINWATCH_URL") ?? "http://127.0.0.1:7181"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var parsed) && parsed.Scheme is ("http" or "https"))
            {
                return parsed;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no address such as http://127.0.0.1:7181.");
            return null;
        },
    };

    readonly Option<string?> token = new("--token") { Description = "The token. Default: GRAINWATCH_TOKEN, or what --token-file holds." };

    readonly Option<FileInfo> tokenFile = new("--token-file")
    {
        Description = "A file that holds the token. Default: data/admin.token, where a server started here keeps it.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine("data", "admin.token")),
    };

    public void AddTo(Command command)
    {
        command.Options.Add(url);
        command.Options.Add(token);
        command.Options.Add(tokenFile);
    }

    /// <summary>Waits until the server can be used, for up to <paramref name="patience"/>. Only then its token is sure to be there.</summary>
    public async Task<GrainwatchClient> ConnectAsync(ParseResult arguments, TimeSpan patience, CancellationToken cancellationToken)
    {
        await ServerReadiness.WaitAsync(arguments.GetRequiredValue(url), patience, cancellationToken);
        return Connect(arguments);
    }

    public GrainwatchClient Connect(ParseResult arguments) => new(arguments.GetRequiredValue(url), Token(arguments));

    string Token(ParseResult arguments)
    {
        var file = arguments.GetRequiredValue(tokenFile);
        return arguments.GetValue(token)
            ?? (Environment.GetEnvironmentVariable("GRAINWATCH_TOKEN") is { Length: > 0 } fromEnvironment ? fromEnvironment : null)
            ?? (file.Exists
                ? File.ReadAllText(file.FullName).Trim()
                : throw new ServerException($"There is no token: give --token or GRAINWATCH_TOKEN, or a file with --token-file ({file.FullName} is not there)."));
    }
}
