using Grainwatch.Api.Docs;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Hosting;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Sources;

namespace Grainwatch.Api.Files;

/// <summary>Files into data sources, and rows out of them.</summary>
static class FilesApi
{
    public const string Documentation = "/docs/http-api#files";

    public static void AddFiles(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SourceStore>();
        builder.Services.AddSingleton<DataSourceJobs>();
        builder.Services.AddSingleton<UploadEndpoint>();
        builder.Services.AddSingleton<RemovalEndpoint>();
    }

    public static void MapFiles(this WebApplication app)
    {
        var group = app.MapGroup("/v0/datasources").WithTags("Data sources");
        // The endpoint counts for itself, after decompression.
        group.MapPost("/", (HttpContext context, UploadEndpoint endpoint) => endpoint.HandleAsync(context)).WithBodyLimit(null)
            .WithName("UploadFile")
            .WithSummary("Appends the rows of a file to a data source, or replaces all rows by them")
            .WithDescription(
                "CSV or NDJSON, also compressed by gzip or zstd: as the body, or as the field csv of a multipart form, whatever the format. Appending is committed piece by "
                + "piece, replacing at once. Needs DATASOURCES:APPEND of the data source, or DATASOURCES:CREATE to replace.")
            .WithQuery("name", "The data source.", required: true)
            .WithQuery("mode", "append (the default) or replace.")
            .WithQuery("format", "csv or ndjson. Default: what the file's name or type says, else csv.")
            .WithQuery("dialect_delimiter", "Of CSV: what stands between cells. Default: a comma.")
            .WithQuery("dialect_escapechar", "Of CSV: what stands before a quote inside of quotes. Default: another quote.")
            .WithQuery("header", "Of CSV: whether the first line names the columns. Default: it is looked at.")
            .WithBody("text/csv", "The file.", "company_id,name,size,plan\n1,Alder Freight,120,Pro\n");
        group.MapPost("/{name}/truncate", (string name, HttpContext context, RemovalEndpoint endpoint) => endpoint.TruncateAsync(name, context))
            .WithName("TruncateDataSource").WithSummary("Deletes all rows").WithDescription("Needs DATASOURCES:CREATE.");
        group.MapPost("/{name}/delete", (string name, HttpContext context, RemovalEndpoint endpoint) => endpoint.DeleteAsync(name, context))
            .WithName("DeleteRows").WithSummary("Deletes the rows of a condition, or with dry_run says how many they are")
            .WithDescription("Needs DATASOURCES:CREATE.")
            .WithBody("application/x-www-form-urlencoded", "The condition, as a row filter is written.", "delete_condition=company_id%20%3D%201&dry_run=true");
        app.MapGet("/v0/jobs/{id}", (string id, HttpContext context, RemovalEndpoint endpoint) => endpoint.FindJobAsync(id, context))
            .WithTags("Data sources").WithName("GetJob").WithSummary("A deletion, which is done when it is answered");
    }

    /// <exception cref="ApiException">404: there is none.</exception>
    public static DataSource Find(ProjectCatalogue catalogue, string name) =>
        catalogue.Current.DataSources.TryGetValue(name, out var source) ? source : throw new ApiException(
            StatusCodes.Status404NotFound, $"The data source '{name}' does not exist. GET /v0/datasources lists those that do.", Documentation);
}
