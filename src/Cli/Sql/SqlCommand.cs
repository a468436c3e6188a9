using System.CommandLine;
using System.Text;
using System.Text.Json;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;
using Spectre.Console;

namespace Grainwatch.Cli.Sql;

/// <summary><c>grainwatch sql</c>: a query, as a table on a terminal and otherwise in a format for programs.</summary>
static class SqlCommand
{
    public static Command Create()
    {
        ServerOptions server = new();
        Argument<string> sql = new("sql") { Description = "One SELECT; - reads it from the standard input." };
        Option<string?> format = new("--format") { Description = "table, TSV, TSVWithNames, JSON, JSONEachRow, CSV, CSVWithNames or Prometheus. Default: a table on a terminal, else TSVWithNames." };
        Command command = new("sql", "Run a query over the data sources.") { sql, format };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            var text = arguments.GetRequiredValue(sql) is "-" ? await Console.In.ReadToEndAsync(cancellationToken) : arguments.GetRequiredValue(sql);
            var wanted = arguments.GetValue(format) ?? (Terminal.IsInteractive ? "table" : "TSVWithNames");
            var asTable = wanted.Equals("table", StringComparison.OrdinalIgnoreCase);
            using var request = new HttpRequestMessage(HttpMethod.Post, "v0/sql")
            {
                Content = new StringContent($"{text.TrimEnd().TrimEnd(';')}\nFORMAT {(asTable ? "JSON" : wanted)}", Encoding.UTF8, "text/plain"),
            };
            using var answer = await client.SendLongAsync(request, cancellationToken);
            await using var result = await answer.Content.ReadAsStreamAsync(cancellationToken);
            if (asTable)
            {
                Terminal.Write(Table(await JsonDocument.ParseAsync(result, cancellationToken: cancellationToken)));
            }
            else
            {
                await using var output = Console.OpenStandardOutput();
                await result.CopyToAsync(output, cancellationToken);
            }

            return 0;
        });
        return command;
    }

    static Table Table(JsonDocument result)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in result.RootElement.GetProperty("meta").EnumerateArray())
        {
            table.AddColumn(Terminal.Escape(column.GetProperty("name").GetString()!));
        }

        foreach (var row in result.RootElement.GetProperty("data").EnumerateArray())
        {
            table.AddRow([.. row.EnumerateObject().Select(cell => cell.Value.ValueKind == JsonValueKind.Null ? "[grey]null[/]" : Terminal.Escape(cell.Value.ToString()))]);
        }

        return table;
    }
}
