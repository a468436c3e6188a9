using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Files;

namespace Grainwatch.Api.Files;

/// <summary>What the query of an upload says.</summary>
/// <param name="Format"><c>csv</c> or <c>ndjson</c>; null: the file tells.</param>
sealed record UploadOptions(string Name, bool IsReplace, string? Format, CsvDialect Dialect)
{
    /// <exception cref="ApiException">400: a parameter is missing or wrong; 403: the token does not allow it.</exception>
    public static UploadOptions Read(HttpContext context)
    {
        var caller = context.Caller();
        var query = context.Request.Query;
        var name = query["name"].ToString();
        if (name.Length == 0)
        {
            throw UploadedFile.Wrong("The parameter name is missing: the data source that the rows go to.");
        }

        var isReplace = query["mode"].ToString() switch
        {
            "" or "append" => false,
            "replace" => true,
            "create" => throw UploadedFile.Wrong("mode=create is not known here: data sources are declared in files of a data project. Write one, and run 'grainwatch deploy'."),
            var mode => throw UploadedFile.Wrong($"mode is '{mode}', expected append or replace."),
        };
        caller.Demand(isReplace ? Scope.DataSourcesCreate : Scope.DataSourcesAppend, isReplace ? null : name);
        if (isReplace)
        {
            caller.DemandNoFilter(name);
        }

        if (query["replace_condition"].ToString().Length > 0)
        {
            throw UploadedFile.Wrong("replace_condition is not known here. Delete the rows with POST /v0/datasources/NAME/delete, and append the new ones.");
        }

        var format = query["format"].ToString() switch
        {
            "" => null,
            "csv" => "csv",
            "ndjson" or "json" or "jsonl" => "ndjson",
            "parquet" => throw UploadedFile.Wrong("format=parquet is not read here. Convert the file to NDJSON or CSV."),
            var other => throw UploadedFile.Wrong($"format is '{other}', expected csv or ndjson."),
        };
        return new UploadOptions(name, isReplace, format, ReadDialect(query));
    }

    public string FormatOf(UploadedFile file)
    {
        if (Format is not null)
        {
            return Format;
        }

        var plain = Path.GetExtension(file.Name).ToLowerInvariant() is ".gz" or ".zst" ? Path.GetFileNameWithoutExtension(file.Name) : file.Name;
        return Path.GetExtension(plain).ToLowerInvariant() switch
        {
            ".ndjson" or ".jsonl" or ".json" => "ndjson",
            ".csv" or ".tsv" => "csv",
            ".parquet" => throw UploadedFile.Wrong("Parquet is not read here. Convert the file to NDJSON or CSV."),
            _ => file.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase) ? "ndjson" : "csv",
        };
    }

    static CsvDialect ReadDialect(IQueryCollection query)
    {
        if (query["dialect_new_line"].ToString() is not ("" or "\n" or "\r" or "\r\n" or "\\n" or "\\r" or "\\r\\n") and var newLine)
        {
            throw UploadedFile.Wrong($"dialect_new_line is '{newLine}'. Lines end with \\n, \\r or \\r\\n, which needs no parameter.");
        }

        return new CsvDialect(
            Character(query, "dialect_delimiter") ?? ',',
            Character(query, "dialect_escapechar") is var escape && escape == '"' ? null : escape,
            query["header"].ToString() switch
            {
                "" => null,
                "true" or "1" => true,
                "false" or "0" => false,
                var wrong => throw UploadedFile.Wrong($"header is '{wrong}', expected true or false."),
            });
    }

    static char? Character(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        "\\t" => '\t',
        [var one] when char.IsAscii(one) && one is not ('\r' or '\n' or '\0') && (one != '"' || name != "dialect_delimiter") => one,
        var wrong => throw UploadedFile.Wrong($"{name} is '{wrong}', expected one ASCII character{(name == "dialect_delimiter" ? " other than a quote" : "")}."),
    };
}
