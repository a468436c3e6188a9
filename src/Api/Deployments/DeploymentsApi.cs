using System.Text.Json;
using System.Text.RegularExpressions;
using Grainwatch.Api.Auth;
using Grainwatch.Api.Docs;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Hosting;
using Grainwatch.Pipes.Projects;
using Npgsql;

namespace Grainwatch.Api.Deployments;

/// <summary><c>/v1/deployments</c>: data projects, put in force and looked back at.</summary>
static partial class DeploymentsApi
{
    const string Documentation = "/docs/http-api#deployments";
    const int MostListed = 100;

    public static void AddDeployments(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProjectDeployments>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ProjectDeployments>());
        builder.Services.AddHostedService<DeploymentListener>();
    }

    public static void MapDeployments(this WebApplication app)
    {
        var group = app.MapGroup("/v1/deployments").WithTags("Deployments");
        group.MapPost("", DeployAsync).WithBodyLimit(16 << 20)
            .WithName("Deploy").WithSummary("Puts the files of a data project in the place of those that it has")
            .WithDescription(
                "All in one transaction, or nothing. Tables get what is added, pipes answer by the new files from the next request on, and rows are never lost: what would lose some is "
                + "refused. Needs the admin token.")
            .WithQuery("check", "true only says what would happen.")
            .WithBody("application/json", "The project and its files.", """{"project":"shop","files":[{"path":"orders.datasource","text":"SCHEMA >\n    `id` UInt64 `json:$.id`"}]}""");
        group.MapGet("", ListAsync).WithName("ListDeployments").WithSummary("The last deployments, newest first");
    }

    static async Task<IResult> DeployAsync(bool? check, HttpContext context, ProjectDeployments deployments)
    {
        var caller = context.Caller();
        caller.Demand(Scope.Admin);
        var request = await ReadAsync(context.Request);
        try
        {
            var (deployment, notes) = await deployments.DeployAsync(request.Project, request.Files, caller.Name, check is true, context.RequestAborted);
            return Results.Json(DeploymentAnswer.Of(deployment, notes));
        }
        catch (ProjectException wrong)
        {
            throw Wrong(wrong.Message);
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict, "Another deployment is under way, or a data source is being replaced. Nothing has changed. Try again when it is done.", Documentation);
        }
    }

    static async Task<IResult> ListAsync(HttpContext context, NpgsqlDataSource database)
    {
        context.Caller().Demand(Scope.Admin);
        var deployments = await DeploymentTable.ListAsync(database, MostListed, context.RequestAborted);
        return Results.Json(new { deployments = deployments.Select(deployment => DeploymentAnswer.Of(deployment, [])) });
    }

    static async Task<DeploymentRequest> ReadAsync(HttpRequest http)
    {
        DeploymentRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<DeploymentRequest>(http.Body, JsonSerializerOptions.Web, http.HttpContext.RequestAborted);
        }
        catch (JsonException wrong)
        {
            throw Wrong($"The body is no JSON that can be read: {wrong.Message}");
        }

        if (request is not { Project: not null, Files: not null } || request.Files.Any(file => file is not { Path: not null, Text: not null }))
        {
            throw Wrong("""Expected {"project": "name", "files": [{"path": "name.datasource", "text": "..."}]}.""");
        }

        if (!Name().IsMatch(request.Project))
        {
            throw Wrong($"project is '{request.Project}', expected up to 100 letters, digits, '-', '_' and '.'.");
        }

        return request.Files.FirstOrDefault(file => !file.IsDataFile) is { } other
            ? throw Wrong($"'{other.Path}' is no data file: expected the ending .datasource or .pipe.")
            : request;
    }

    static ApiException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, Documentation);

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,100}\z")]
    private static partial Regex Name();
}

/// <summary>A project to be deployed.</summary>
sealed record DeploymentRequest(string Project, IReadOnlyList<ProjectFile> Files);
