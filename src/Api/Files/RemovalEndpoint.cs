using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Files;
using Grainwatch.Pipes.Filters;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Sources;

namespace Grainwatch.Api.Files;

/// <summary>Takes rows out of data sources: all, or those of a condition.</summary>
sealed class RemovalEndpoint(ProjectCatalogue catalogue, SourceStore store, DataSourceJobs jobs, TimeProvider time)
{
    public async Task<IResult> TruncateAsync(string name, HttpContext context)
    {
        Demand(context, name);
        var source = FilesApi.Find(catalogue, name);
        await store.TruncateAsync(source.Name, source.Encoder?.Target, context.RequestAborted);
        return Results.Json(new { truncated = true, datasource = source.Name });
    }

    public async Task<IResult> DeleteAsync(string name, HttpContext context)
    {
        Demand(context, name);
        var source = FilesApi.Find(catalogue, name);
        var form = context.Request.HasFormContentType ? await FormBody.ReadAsync(context.Request) : null;
        var text = Parameter(context, form, "delete_condition");
        if (text.Length == 0)
        {
            throw UploadedFile.Wrong("delete_condition is missing: which rows to delete, such as company_id = 1. To delete all, POST /v0/datasources/NAME/truncate.");
        }

        var condition = Parse(source, text);
        var isDry = Parameter(context, form, "dry_run") is "true" or "True" or "1";
        var rows = isDry
            ? await store.CountAsync(source.Encoder?.Target, condition, context.RequestAborted)
            : await store.DeleteAsync(source.Name, source.Encoder?.Target, condition, context.RequestAborted);
        var job = new DataSourceJob(Guid.CreateVersion7(), "delete_data", source.Name, text, isDry ? 0 : rows, time.GetUtcNow());
        await jobs.AddAsync(job, context.RequestAborted);
        return Results.Json(JobAnswer.Of(job, isDry ? rows : null));
    }

    public async Task<IResult> FindJobAsync(string id, HttpContext context)
    {
        context.Caller().Demand(Scope.DataSourcesCreate);
        return Guid.TryParse(id, out var guid) && await jobs.FindAsync(guid, context.RequestAborted) is { } job
            ? Results.Json(JobAnswer.Of(job, null))
            : throw new ApiException(StatusCodes.Status404NotFound, $"There is no job '{id}'. They are kept for two days.", FilesApi.Documentation);
    }

    /// <summary>Nobody removes, or counts, rows that its token does not show.</summary>
    static void Demand(HttpContext context, string name)
    {
        context.Caller().Demand(Scope.DataSourcesCreate);
        context.Caller().DemandNoFilter(name);
    }

    static RowCondition Parse(DataSource source, string text)
    {
        try
        {
            return DeleteCondition.Parse(source, text);
        }
        catch (FilterException wrong)
        {
            throw UploadedFile.Wrong($"delete_condition {wrong.Message}. It compares columns with values, as a row filter does: company_id = 1 and event like 'file%'.");
        }
    }

    static string Parameter(HttpContext context, IFormCollection? form, string name) =>
        (form?[name].FirstOrDefault() ?? context.Request.Query[name].FirstOrDefault() ?? "").Trim();
}
