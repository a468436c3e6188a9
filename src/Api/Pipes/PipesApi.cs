using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;

namespace Grainwatch.Api.Pipes;

/// <summary><c>/v0/pipes</c>: what pipes there are, and what their endpoints answer.</summary>
static class PipesApi
{
    /// <summary>What errors of pipes lead to.</summary>
    public const string Documentation = "/docs/http-api#pipes";

    public static void MapPipesApi(this WebApplication app)
    {
        const string Parameters = "The pipe's parameters go into the query; q is SQL over its result, which is called _. Needs PIPES:READ of the pipe.";
        var group = app.MapGroup("/v0/pipes").WithTags("Pipes");
        group.MapGet("/", List).WithName("ListPipes").WithSummary("The pipes that the token may read, with their parameters");
        group.MapGet("/openapi.json", OpenApi).WithName("GetPipesDocument").WithSummary("An OpenAPI document of the pipes' endpoints");
        group.MapGet("/{file}", GetAsync).WithName("GetPipe")
            .WithSummary("Runs a pipe as NAME.FORMAT, such as recent_logs.json; describes it as NAME alone").WithDescription(Parameters);
        group.MapPost("/{file}", PostAsync).WithName("PostPipe")
            .WithSummary("Runs a pipe, its parameters in the body as a form or a JSON object").WithDescription(Parameters);
    }

    static IResult List(HttpContext context, ProjectCatalogue catalogue)
    {
        var caller = context.Caller();
        return Results.Json(new PipeList([
            .. catalogue.Current.Pipes.Values.Where(p => caller.Allows(Scope.PipesRead, p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal).Select(PipeDescription.Of),
        ]));
    }

    static IResult OpenApi(HttpContext context, ProjectCatalogue catalogue)
    {
        var caller = context.Caller();
        var pipes = catalogue.Current.Pipes.Values.Where(p => caller.Allows(Scope.PipesRead, p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal);
        return Results.Json(PipesDocument.Of(pipes, $"{context.Request.Scheme}://{context.Request.Host}"));
    }

    /// <summary><c>NAME.FORMAT</c> is the pipe's answer, <c>NAME</c> alone its description.</summary>
    static async Task<IResult> GetAsync(string file, HttpContext context, ProjectCatalogue catalogue, PipeEndpoint endpoint)
    {
        var dot = file.LastIndexOf('.');
        if (dot >= 0)
        {
            await endpoint.AnswerAsync(context, file[..dot], file[(dot + 1)..]);
            return Results.Empty;
        }

        context.Caller().Demand(Scope.PipesRead, file);
        return Results.Json(PipeDescription.Of(Find(catalogue, file)));
    }

    static Task PostAsync(string file, HttpContext context, PipeEndpoint endpoint)
    {
        var dot = file.LastIndexOf('.');
        return dot >= 0
            ? endpoint.AnswerAsync(context, file[..dot], file[(dot + 1)..])
            : throw new ApiException(
                StatusCodes.Status405MethodNotAllowed, $"Add a format to ask the pipe: POST /v0/pipes/{file}.json.", Documentation);
    }

    public static Pipe Find(ProjectCatalogue catalogue, string name) => catalogue.Current.Pipes.GetValueOrDefault(name) ?? throw new ApiException(
        StatusCodes.Status404NotFound, $"The pipe '{name}' does not exist. GET /v0/pipes lists those that do.", Documentation);
}
