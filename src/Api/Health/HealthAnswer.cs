using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grainwatch.Api.Health;

/// <summary>The body of a health answer: the status, and each check with its own.</summary>
static class HealthAnswer
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new Answer(
            report.Status.ToString(),
            report.Entries.ToDictionary(entry => entry.Key, entry => new Check(entry.Value.Status.ToString(), entry.Value.Description))),
        context.RequestAborted);

    sealed record Answer(string Status, IReadOnlyDictionary<string, Check> Checks);

    sealed record Check(string Status, string? Description);
}
