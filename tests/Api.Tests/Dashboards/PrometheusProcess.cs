using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Dashboards;

/// <summary>A real Prometheus that asks one server for its metrics every second.</summary>
sealed class PrometheusProcess : IAsyncDisposable
{
    public const string Absent = "needs Prometheus (Debian's package prometheus), which is not installed";

    static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "prometheus"))
        .FirstOrDefault(File.Exists);

    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-prometheus-").FullName;
    readonly HttpClient client;
    readonly Process process;

    public PrometheusProcess(Uri server)
    {
        var configuration = Path.Combine(folder, "prometheus.yml");
        File.WriteAllText(configuration, $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: grainwatch
                static_configs:
                  - targets: ["{server.Authority}"]
            """);
        var port = ServerProcess.FreePort();
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        process = Process.Start(new ProcessStartInfo(
            Program!, [$"--config.file={configuration}", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}"])
        {
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    public static bool IsInstalled => Program is not null;

    /// <summary>The values of an expression at this moment; none before Prometheus is up.</summary>
    public async Task<IReadOnlyList<double>> QueryAsync(string expression)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(expression)}", UriKind.Relative));
            if (answer.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable)
            {
                return [];
            }

            var result = await answer.JsonAsync();
            Assert.True(result.GetProperty("status").GetString() == "success", $"{expression}: {result.GetRawText()}");
            return [.. result.GetProperty("data").GetProperty("result").EnumerateArray().Select(Value)];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    static double Value(JsonElement sample) =>
        double.Parse(sample.GetProperty("value")[1].GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
}
