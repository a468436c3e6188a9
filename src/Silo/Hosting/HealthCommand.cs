using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;

namespace Grainwatch.Silo.Hosting;

/// <summary>The command <c>health</c>: ends with 0 when the server of the same settings is ready. For images that have no curl.</summary>
static class HealthCommand
{
    public const string Name = "health";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="InvalidOperationException">It is not ready; the message has what it says.</exception>
    public static async Task RunAsync(string[] args, CancellationToken stopping)
    {
        var settings = GrainwatchBuilder.Create(args).Configuration.GetSection("Grainwatch").ReadSettings<ServerSettings>();
        using var client = new HttpClient { Timeout = Patience };
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{settings.Port}/health/ready"), stopping);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"not ready: {await answer.Content.ReadAsStringAsync(stopping)}");
        }
    }
}
