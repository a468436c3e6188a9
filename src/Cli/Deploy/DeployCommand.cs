using System.CommandLine;
using System.Net.Http.Json;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Deploy;

/// <summary><c>grainwatch deploy</c>: a folder of data files takes the place of what the project was.</summary>
static class DeployCommand
{
    public static Command Create()
    {
        ServerOptions server = new();
        Argument<DirectoryInfo> folder = new("dir") { Description = "The folder with .datasource and .pipe files." };
        Option<string?> name = new("--name") { Description = "The name of the project. Default: that of the folder." };
        Option<bool> check = new("--check") { Description = "Only show what would happen." };
        Option<bool> fixtures = new("--fixtures") { Description = "Also fill data sources that are empty from the files in folders called fixtures." };
        Command command = new("deploy", "Put a data project in force: all of it, or nothing.") { folder, name, check, fixtures };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            var directory = arguments.GetRequiredValue(folder);
            if (!directory.Exists)
            {
                throw new ServerException($"There is no folder {directory.FullName}.");
            }

            var project = DeploymentFiles.Read(arguments.GetValue(name) ?? directory.Name, directory);
            if (project.Files.Count == 0)
            {
                throw new ServerException($"There are no .datasource or .pipe files in {directory.FullName}.");
            }

            var isCheck = arguments.GetValue(check);
            Show(await SendAsync(client, project, isCheck, cancellationToken), isCheck);
            if (arguments.GetValue(fixtures) && !isCheck)
            {
                await new Fixtures(client, directory).FillAsync([.. project.Files.Select(file => file.Path)], cancellationToken);
            }

            return 0;
        });
        return command;
    }

    static async Task<DeploymentPlan> SendAsync(GrainwatchClient client, DeploymentFiles project, bool isCheck, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/deployments?check={(isCheck ? "true" : "false")}")
        {
            Content = JsonContent.Create(project, CliJson.Default.DeploymentFiles),
        };
        using var answer = await client.SendLongAsync(request, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync(CliJson.Default.DeploymentPlan, cancellationToken))!;
    }

    static void Show(DeploymentPlan plan, bool isCheck)
    {
        foreach (var change in plan.Changes)
        {
            var (sign, colour) = change.Change switch { "added" => ("+", "green"), "removed" => ("-", "red"), _ => ("~", "yellow") };
            Terminal.Line($"[{colour}]{sign} {change.Change,-7}[/] {change.Type,-10} [bold]{Terminal.Escape(change.Name)}[/]");
            foreach (var effect in change.Effects)
            {
                Terminal.Line($"            {Terminal.Escape(effect)}");
            }
        }

        foreach (var note in plan.Notes)
        {
            Terminal.Line($"[grey]{Terminal.Escape(note)}[/]");
        }

        Terminal.Line(plan.Changes.Count == 0 ? "Nothing to change." : isCheck ? "Nothing was changed: this is a check." : $"Deployed as {plan.Id}.");
    }
}
