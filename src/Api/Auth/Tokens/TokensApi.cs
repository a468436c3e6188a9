using Grainwatch.Api.Docs;
using Grainwatch.Api.Errors;
using Grainwatch.Storage.Tokens;

namespace Grainwatch.Api.Auth.Tokens;

/// <summary><c>/v0/tokens</c>: static tokens are made, changed and removed; JWTs are signed.</summary>
static class TokensApi
{
    const string Documentation = "/docs/http-api#tokens";

    public static void MapTokens(this WebApplication app)
    {
        var group = app.MapGroup("/v0/tokens").WithTags("Tokens");
        group.MapGet("/", ListAsync).WithName("ListTokens").WithSummary("The static tokens and their scopes, without their text");
        group.MapGet("/{name}", FindAsync).WithName("GetToken").WithSummary("One static token, without its text");
        group.MapPost("/", CreateAsync).WithName("CreateToken")
            .WithSummary("Makes a static token; with expiration_time, signs a JWT")
            .WithDescription("name, description and scope (repeated) as a form; or JSON with name, scopes and limits. The answer is the only one with the token's text.")
            .WithQuery("expiration_time", "Seconds since 1970; makes it a JWT.")
            .WithBody("application/x-www-form-urlencoded", "name, description and scope, which may come again.", "name=reader&scope=PIPES:READ:recent_logs");
        group.MapPut("/{name}", ChangeAsync).WithName("ChangeToken").WithSummary("Replaces the scopes of a static token")
            .WithBody("application/x-www-form-urlencoded", "scope, which may come again, and description.", "scope=PIPES:READ:recent_logs");
        group.MapPost("/{name}/refresh", RefreshAsync).WithName("RefreshToken").WithSummary("Gives a static token another text; the old one ends at once");
        group.MapDelete("/{name}", RemoveAsync).WithName("DeleteToken").WithSummary("Removes a static token, at once");
    }

    static async Task<IResult> ListAsync(HttpContext context, TokenTable table)
    {
        context.Caller().Demand(Scope.Tokens);
        return TokenAnswer.Of(await table.ListAsync(context.RequestAborted));
    }

    static async Task<IResult> FindAsync(string name, HttpContext context, TokenTable table)
    {
        context.Caller().Demand(Scope.Tokens);
        return TokenAnswer.Of(await table.FindAsync(name, context.RequestAborted) ?? throw NotThere());
    }

    static async Task<IResult> CreateAsync(HttpContext context, TokenTable table, ScopeCheck check, JwtTokens jwts, TimeProvider time)
    {
        context.Caller().Demand(Scope.Tokens);
        var request = await TokenRequest.ReadAsync(context.Request);
        var name = TokenName.Check(request.Name);
        if (request.Scopes.Count == 0)
        {
            throw Wrong("A token needs at least one scope: scope=PIPES:READ:NAME in a form, or scopes in JSON.");
        }

        DemandGrant(context, request.Scopes);
        await check.CheckAsync(request.Scopes, context.RequestAborted);
        if (request.Expires is { } expires)
        {
            return Sign(name, expires, request, jwts, time);
        }

        if (request.RequestsPerSecond is not null || request.Scopes.Any(scope => scope.FixedParameters is not null))
        {
            throw Wrong("limits and fixed_params are for JWTs: add the parameter expiration_time, or leave them out.");
        }

        var (text, hash, hint) = StaticTokens.Generate();
        var row = new TokenRow(name, request.Description ?? "", hint, [.. request.Scopes.Select(scope => scope.ToString())], []);
        return await table.AddAsync(row, hash, context.RequestAborted)
            ? TokenAnswer.New(name, row.Description, text, request.Scopes)
            : throw new ApiException(
                StatusCodes.Status409Conflict,
                $"There is a token '{name}'. PUT changes its scopes, POST /v0/tokens/{name}/refresh gives it another text.",
                Documentation);
    }

    static TokenAnswer Sign(string name, long expires, TokenRequest request, JwtTokens jwts, TimeProvider time)
    {
        if (expires <= time.GetUtcNow().ToUnixTimeSeconds())
        {
            throw Wrong($"expiration_time is {expires}, which has passed. Expected seconds since 1970.");
        }

        if (request.Scopes.FirstOrDefault(scope => !JwtClaims.CanHave(scope.Type)) is { } other)
        {
            throw Wrong($"A JWT cannot have {other.Type.Name()}: only PIPES:READ, DATASOURCES:READ and DATASOURCES:APPEND.");
        }

        var claims = new JwtClaims(name, expires, request.Scopes, request.RequestsPerSecond);
        return TokenAnswer.New(name, request.Description ?? "", jwts.Issue(claims), request.Scopes);
    }

    static async Task<IResult> ChangeAsync(string name, HttpContext context, TokenTable table, ScopeCheck check, StaticTokens tokens)
    {
        var existing = await FindForChangeAsync(name, context, table);
        var request = await TokenRequest.ReadAsync(context.Request);
        if (request.Scopes.Count == 0 && request.Description is null)
        {
            throw Wrong("There is nothing to change: give scope (repeated) or description in a form, or scopes in JSON.");
        }

        if (request.Scopes.Any(scope => scope.FixedParameters is not null))
        {
            throw Wrong("fixed_params are for JWTs.");
        }

        DemandGrant(context, request.Scopes);
        await check.CheckAsync(request.Scopes, context.RequestAborted);
        var scopes = request.Scopes.Count > 0 ? [.. request.Scopes.Select(scope => scope.ToString())] : existing.Scopes;
        await table.SetScopesAsync(name, scopes, request.Description, context.RequestAborted);
        tokens.Forget();
        return TokenAnswer.Of(await table.FindAsync(name, context.RequestAborted) ?? throw NotThere());
    }

    static async Task<IResult> RefreshAsync(string name, HttpContext context, TokenTable table, StaticTokens tokens)
    {
        var existing = await FindForChangeAsync(name, context, table);
        var (text, hash, hint) = StaticTokens.Generate();
        await table.SetTextAsync(name, hash, hint, context.RequestAborted);
        tokens.Forget();
        return TokenAnswer.New(name, existing.Description, text, existing.AllScopes.Select(TokenScope.Parse));
    }

    static async Task<IResult> RemoveAsync(string name, HttpContext context, TokenTable table, StaticTokens tokens)
    {
        await FindForChangeAsync(name, context, table);
        await table.RemoveAsync(name, context.RequestAborted);
        tokens.Forget();
        return Results.Json(new { ok = true });
    }

    static async Task<TokenRow> FindForChangeAsync(string name, HttpContext context, TokenTable table)
    {
        context.Caller().Demand(Scope.Tokens);
        var existing = await table.FindAsync(name, context.RequestAborted) ?? throw NotThere();
        DemandGrant(context, existing.AllScopes.Select(TokenScope.Parse));
        return existing;
    }

    /// <summary>Who may handle tokens does not become an administrator by it.</summary>
    static void DemandGrant(HttpContext context, IEnumerable<TokenScope> scopes)
    {
        if (scopes.Any(scope => scope.Type is Scope.Admin))
        {
            context.Caller().Demand(Scope.Admin);
        }
    }

    static ApiException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, Documentation);

    static ApiException NotThere() =>
        new(StatusCodes.Status404NotFound, "There is no token of that name. GET /v0/tokens lists those there are.", Documentation);
}
