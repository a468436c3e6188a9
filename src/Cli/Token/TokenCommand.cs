using System.CommandLine;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Token;

/// <summary><c>grainwatch token</c>: makes, lists, refreshes and removes tokens.</summary>
static class TokenCommand
{
    public static Command Create() => new("token", "Make and change tokens. Needs the admin token, or one with TOKENS.")
    {
        CreateTokenCommand.Create(),
        List(),
        Refresh(),
        Remove(),
    };

    static Command List()
    {
        ServerOptions server = new();
        Command command = new("ls", "List the static tokens. Only how a token begins is known.");
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            var tokens = await new TokenRequests(client).ListAsync(cancellationToken);
            var width = tokens.Select(token => token.Name.Length).DefaultIfEmpty().Max();
            foreach (var token in tokens)
            {
                var text = token.Token.Length > 0 ? token.Token : "no text yet: refresh it";
                Terminal.Line($"[bold]{Terminal.Escape(token.Name.PadRight(width))}[/]  {Terminal.Escape(text)}  {Terminal.Escape(string.Join(", ", token.Scopes))}");
            }

            return 0;
        });
        return command;
    }

    static Command Refresh()
    {
        ServerOptions server = new();
        var name = Name();
        Command command = new("refresh", "Give a static token another text, and print it. The old one ends at once.") { name };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            Terminal.Plain(await new TokenRequests(client).RefreshAsync(arguments.GetRequiredValue(name), cancellationToken));
            return 0;
        });
        return command;
    }

    static Command Remove()
    {
        ServerOptions server = new();
        var name = Name();
        Command command = new("rm", "Remove a static token, at once.") { name };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            await new TokenRequests(client).RemoveAsync(arguments.GetRequiredValue(name), cancellationToken);
            Terminal.Line($"{Terminal.Escape(arguments.GetRequiredValue(name))} is removed.");
            return 0;
        });
        return command;
    }

    static Argument<string> Name() => new("name") { Description = "What the token is called." };
}
