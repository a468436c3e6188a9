using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Execution;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Templates;

namespace Grainwatch.Api.Pipes;

/// <summary><c>GET|POST /v0/pipes/NAME.FORMAT</c>: runs the pipe with the parameters of the request.</summary>
sealed class PipeEndpoint(ProjectCatalogue catalogue, PipeRunner runner)
{
    const string QuoteWideNumbers = "output_format_json_quote_64bit_integers";

    public async Task AnswerAsync(HttpContext context, string name, string formatName)
    {
        var caller = context.Caller();
        caller.Demand(Scope.PipesRead, name);
        var pipe = PipesApi.Find(catalogue, name);
        var query = context.Request.Query;
        var format = ResultFormats.Find(formatName, query[QuoteWideNumbers] == "1") ?? throw new ApiException(
            StatusCodes.Status404NotFound,
            $"The format '{formatName}' does not exist. Ask for one of {string.Join(", ", ResultFormats.Names)}.",
            "/docs/http-api#pipes");
        var parameters = await PipeParameters.ReadAsync(context.Request);
        foreach (var (parameter, value) in caller.FixedParameters(name))
        {
            parameters.Set(parameter, value);
        }

        var over = query["q"].FirstOrDefault() is { } q && !string.IsNullOrWhiteSpace(q) ? q : null;
        var access = CallerAccess.Of(caller, catalogue.Current, name);
        var response = context.Response;
        response.ContentType = format.ContentType;
        try
        {
            await runner.RunAsync(pipe, parameters, access, over, format, response.Body, context.RequestAborted);
        }
        catch (CustomErrorException refused) when (refused.Json is not null)
        {
            response.StatusCode = refused.Status;
            response.ContentType = "application/json; charset=UTF-8";
            await response.WriteAsync(refused.Json, context.RequestAborted);
        }
        catch (Exception e) when (!response.HasStarted && QueryError.TryDescribe(e, hidesValues: access.IsFiltered && over is null) is { } error)
        {
            response.ContentType = null;
            if (e is Npgsql.PostgresException failed)
            {
                response.Headers["X-DB-Exception-Code"] = failed.SqlState;
            }

            throw error;
        }
        catch (Exception) when (response.HasStarted)
        {
            // The status is out; only a broken connection still tells that the answer is not whole.
            context.Abort();
        }
    }
}
