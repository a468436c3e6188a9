using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Results;

namespace Grainwatch.Api.Pipes;

/// <summary><c>GET|POST /v0/pipes/NAME.FORMAT</c>: runs the pipe with the parameters of the request.</summary>
sealed class PipeEndpoint(ProjectCatalogue catalogue, PipeRunner runner)
{
    public async Task AnswerAsync(HttpContext context, string name, string formatName)
    {
        var caller = context.Caller();
        caller.Demand(Scope.PipesRead, name);
        var pipe = PipesApi.Find(catalogue, name);
        var query = context.Request.Query;
        var format = ResultFormats.Find(formatName, QueryAnswer.QuotesWideNumbers(context.Request)) ?? throw new ApiException(
            StatusCodes.Status404NotFound,
            $"The format '{formatName}' does not exist. Ask for one of {string.Join(", ", ResultFormats.Names)}.",
            PipesApi.Documentation);
        var parameters = await PipeParameters.ReadAsync(context.Request);
        foreach (var (parameter, value) in caller.FixedParameters(name))
        {
            parameters.Set(parameter, value);
        }

        var over = query["q"].FirstOrDefault() is { } q && !string.IsNullOrWhiteSpace(q) ? q : null;
        var access = CallerAccess.Of(caller, catalogue.Current, name);
        await QueryAnswer.WriteAsync(
            context,
            format,
            PipesApi.Documentation,
            hidesValues: access.IsFiltered && over is null,
            output => runner.RunAsync(pipe, parameters, access, over, format, output, context.RequestAborted));
    }
}
