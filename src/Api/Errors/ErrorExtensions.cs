namespace Grainwatch.Api.Errors;

static class ErrorExtensions
{
    public static void AddErrors(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ErrorMiddleware>();

    public static void UseErrors(this WebApplication app) => app.UseMiddleware<ErrorMiddleware>();
}
