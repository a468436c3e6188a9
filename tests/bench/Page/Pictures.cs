using System.Diagnostics;
using Grainwatch.Testing.Processes;
using Microsoft.Playwright;

namespace Grainwatch.Bench.Page;

/// <summary>The pictures of README and docs, taken of the running product while it watches the simulated shop.</summary>
static class Pictures
{
    /// <summary>The shop's first incident fires after about ten seconds.</summary>
    static readonly TimeSpan Story = TimeSpan.FromSeconds(60);

    /// <param name="anomaly">The one of <see cref="ErrorStory"/>.</param>
    static (string Name, string Place)[] Places(long anomaly) =>
    [
        ("overview", ""), ("logs", "logs?range=15m"), ("anomaly", $"anomalies/{anomaly}"), ("probes", "probes"), ("pipe", "data/pipes/error_distribution"),
    ];

    public static readonly BenchMode Mode = new("takes the pictures of README and docs: [FOLDER]", RunAsync);

    static async Task RunAsync(string[] args)
    {
        var folder = args.Length > 0 ? args[0] : Path.Combine(Programs.RepositoryRoot(), "docs", "pictures");
        Directory.CreateDirectory(folder);
        var data = Directory.CreateTempSubdirectory("grainwatch-pictures-");
        File.SetUnixFileMode(data.FullName, (UnixFileMode)0b111_101_101);
        await using (var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = data.FullName,
            ["Grainwatch__Probes__AllowedNetworks__0"] = "127.0.0.0/8",
        }))
        {
            await server.StartAsync();
            var shop = new ProcessStartInfo("dotnet", [Programs.Assembly("Cli").Replace("Grainwatch.Cli", "grainwatch", StringComparison.Ordinal), "demo", "--probes", "--url", server.Address.ToString()]);
            shop.Environment["GRAINWATCH_TOKEN"] = ServerProcess.Token;
            using var demo = Process.Start(shop)!;
            await using var errors = new ErrorStory(server.Address, Path.Combine(data.FullName, "postgres", "socket"));
            var found = errors.PlayAsync();
            await Task.Delay(Story, TimeProvider.System);
            await TakeAsync(server.Address, folder, Places(await found));
            demo.Kill(entireProcessTree: true);
            await demo.WaitForExitAsync();
        }

        data.Delete(recursive: true);
    }

    static async Task TakeAsync(Uri address, string folder, (string Name, string Place)[] places)
    {
        await using var browser = await Browser.StartAsync(address);
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            var page = await browser.SignInAsync(scheme);
            foreach (var (name, place) in scheme is ColorScheme.Dark ? places : places[..1])
            {
                await page.GotoAsync($"{address}#/{place}");
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
                if (place.StartsWith("data/pipes", StringComparison.Ordinal))
                {
                    await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
                }

                // Some seconds of live data.
                await page.WaitForTimeoutAsync(place.Length == 0 ? 20_000 : 2500);
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, scheme is ColorScheme.Dark ? $"{name}.png" : $"{name}-light.png") });
            }
        }
    }
}
