using System.CommandLine;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Demo;
using Grainwatch.Cli.Deploy;
using Grainwatch.Cli.Files;
using Grainwatch.Cli.Generate;
using Grainwatch.Cli.Output;
using Grainwatch.Cli.Sql;
using Grainwatch.Cli.Tail;
using Grainwatch.Cli.Target;
using Grainwatch.Cli.Token;

namespace Grainwatch.Cli;

/// <summary>The <c>grainwatch</c> command. Each sub-command is a folder; it speaks HTTP with the server and nothing else.</summary>
public static class CliProgram
{
    public static async Task<int> Main(string[] args)
    {
        RootCommand root = new("Grainwatch: real-time log anomaly detection.")
        {
            DemoCommand.Create(),
            TailCommand.Create(),
            DeployCommand.Create(),
            UploadCommand.Append(),
            UploadCommand.Replace(),
            SqlCommand.Create(),
            GenerateCommand.Create(),
            TargetCommand.Create(),
            TokenCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (ServerException problem)
        {
            Terminal.Error(problem.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how these commands are ended.
            return 0;
        }
    }
}
