using System.CommandLine;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Token;

/// <summary><c>grainwatch token create</c>: prints nothing but the token, for <c>TOKEN=$(grainwatch token create ...)</c>.</summary>
static class CreateTokenCommand
{
    public static Command Create()
    {
        ServerOptions server = new();
        Argument<string> name = new("name") { Description = "What it is called." };
        Option<string[]> scopes = new("--scope")
        {
            Description = "What it allows, such as PIPES:READ:recent_logs or DATASOURCES:READ:events:country='NL'. May be given again.",
            Required = true,
        };
        Option<string?> description = new("--description") { Description = "What it is for." };
        Option<TimeSpan?> expires = new("--expires")
        {
            Description = "After how long it ends, such as 30m, 24h or 7d. Makes a JWT, which is not stored.",
            CustomParser = result =>
            {
                if (Duration.TryParse(result.Tokens[0].Value, out var duration))
                {
                    return duration;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no time such as 30m, 24h or 7d.");
                return null;
            },
        };
        Option<int?> rate = new("--rps") { Description = "Of a JWT: how many requests a second it may make." };
        Option<string[]> parameters = new("--fix") { Description = "Of a JWT: a parameter of its pipes that requests cannot change, as NAME=VALUE. May be given again." };
        parameters.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"'{token.Value}' is no NAME=VALUE.");
            }
        });
        Command command = new("create", "Make a token, and print it: its text is shown once.") { name, scopes, description, expires, rate, parameters };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            var wanted = new NewToken(
                arguments.GetRequiredValue(name), arguments.GetValue(description), arguments.GetRequiredValue(scopes),
                arguments.GetValue(expires), arguments.GetValue(rate), arguments.GetValue(parameters) ?? []);
            Terminal.Plain(await new TokenRequests(client).CreateAsync(wanted, TimeProvider.System.GetUtcNow(), cancellationToken));
            return 0;
        });
        return command;
    }
}
