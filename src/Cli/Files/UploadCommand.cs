using System.CommandLine;
using System.Globalization;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Files;

/// <summary><c>grainwatch append</c> and <c>grainwatch replace</c>: files into data sources.</summary>
static class UploadCommand
{
    public static Command Append() => Create("append", "Append the rows of a CSV or NDJSON file to a data source.");

    public static Command Replace() => Create("replace", "Replace all rows of a data source by those of a file, at once.");

    static Command Create(string mode, string description)
    {
        ServerOptions server = new();
        Argument<string> dataSource = new("datasource") { Description = "Where the rows go." };
        Argument<FileInfo> file = new("file") { Description = "CSV or NDJSON, also compressed as .gz." };
        Option<string?> format = new("--format") { Description = "csv or ndjson. Default: what the file's name says." };
        format.AcceptOnlyFromAmong("csv", "ndjson");
        Option<string?> delimiter = new("--delimiter") { Description = "Of CSV: what stands between cells. Default: a comma." };
        Option<string?> escape = new("--escape") { Description = "Of CSV: what stands before a quote inside of quotes. Default: another quote." };
        Option<bool?> header = new("--header") { Description = "Of CSV: whether the first line names the columns. Default: it is looked at." };
        Command command = new(mode, description) { dataSource, file, format, delimiter, escape, header };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var client = server.Connect(arguments);
            var source = arguments.GetRequiredValue(dataSource);
            var upload = arguments.GetRequiredValue(file);
            if (!upload.Exists)
            {
                throw new ServerException($"There is no file {upload.FullName}.");
            }

            Dictionary<string, string> query = [];
            Add(query, "format", arguments.GetValue(format));
            Add(query, "dialect_delimiter", arguments.GetValue(delimiter));
            Add(query, "dialect_escapechar", arguments.GetValue(escape));
            Add(query, "header", arguments.GetValue(header) switch { true => "true", false => "false", null => null });
            var answer = await Terminal.ProgressAsync(
                upload.Name,
                upload.Length,
                progress => new FileUpload(client, mode, query, TimeProvider.System).SendAsync(source, upload, progress, cancellationToken));
            Terminal.Line(Describe(source, answer));
            return 0;
        });
        return command;
    }

    /// <returns>Markup.</returns>
    public static string Describe(string source, UploadAnswer answer)
    {
        var kept = string.Create(CultureInfo.InvariantCulture, $"{Terminal.Escape(source)}: {answer.SuccessfulRows} rows stored");
        return answer.QuarantinedRows == 0
            ? kept
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{kept}, [yellow]{answer.QuarantinedRows} quarantined[/]: grainwatch sql \"select raw, c__error_column, c__error from {Terminal.Escape(source)}_quarantine where c__import_id = '{Terminal.Escape(answer.ImportId)}'\"");
    }

    static void Add(Dictionary<string, string> query, string name, string? value)
    {
        if (value is not null)
        {
            query.Add(name, value);
        }
    }
}
