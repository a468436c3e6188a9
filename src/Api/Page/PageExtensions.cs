using Grainwatch.Api.Auth;
using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Page;

static class PageExtensions
{
    /// <summary>The page at <c>/</c>. It holds no data of its own, so it needs no token: what it shows it asks the API for.</summary>
    public static void MapPage(this WebApplication app)
    {
        var page = app.MapGroup("").WithMetadata(new OpenToAll()).ExcludeFromDescription();
        page.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => PageAnswer.Index(context));
        page.MapGet("/assets/{name}", (string name, HttpContext context) => PageAnswer.Asset(name, context)
            ?? throw new ApiException(StatusCodes.Status404NotFound, "There is no such file of the page. Reload it: the server has another version of it now."));
    }
}
