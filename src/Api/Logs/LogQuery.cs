using Grainwatch.Api.Auth;
using Grainwatch.Api.Detection;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Pipes;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Sql;
using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Logs;

/// <summary>Reads what is asked of the logs. What the token does not show is filtered wherever logs are looked for.</summary>
sealed class LogQuery(ProjectCatalogue catalogue)
{
    const int LongestText = 500;
    const string Source = "system_logs";

    /// <exception cref="ApiException">400: a parameter is wrong. 403: the token does not show logs.</exception>
    public LogFilter Filter(HttpContext context) => Visible(context) with
    {
        Service = ListQuery.Name(context.Request, "service"),
        Severity = ListQuery.Name(context.Request, "severity"),
        Text = Text(context.Request),
    };

    /// <summary>Everything that the token shows.</summary>
    public LogFilter Visible(HttpContext context)
    {
        var caller = context.Caller();
        caller.Demand(Scope.DataSourcesRead, Source);
        var filter = CallerAccess.Of(caller, catalogue.Current, pipe: null).Filters.FirstOrDefault(filter => filter.Source == Source);
        return new LogFilter { Visible = filter is null ? null : Condition(filter) };
    }

    static RowCondition Condition(RowFilter filter)
    {
        var (sql, placeholders) = filter.Condition;
        List<string> pieces = [];
        var end = 0;
        foreach (var placeholder in placeholders)
        {
            pieces.Add(sql[end..placeholder.Offset]);
            end = placeholder.Offset + 1;
        }

        pieces.Add(sql[end..]);
        return new RowCondition(pieces, [.. placeholders.Select(placeholder => placeholder.Value.Content)]);
    }

    static string? Text(HttpRequest request) => ListQuery.Text(request, "text") switch
    {
        null => null,
        { Length: > LongestText } => throw new ApiException(StatusCodes.Status400BadRequest, $"text is longer than {LongestText} characters. Look for less."),
        var text when text.Contains('\0', StringComparison.Ordinal) => throw new ApiException(StatusCodes.Status400BadRequest, "text contains U+0000, which no log can."),
        var text => text,
    };
}
