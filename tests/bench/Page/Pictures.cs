using System.Diagnostics;
using Grainwatch.Domain.Time;
using Grainwatch.Testing.Processes;
using Microsoft.Playwright;

namespace Grainwatch.Bench.Page;

/// <summary>The pictures of README and docs, taken of the running product while it watches the simulated shop.</summary>
static class Pictures
{
    /// <summary>
    /// The shop opens as a minute begins. Its first incident fires ten seconds later and ends within the minute; after one more minute its anomalies resolve.
    /// </summary>
    static readonly TimeSpan Story = TimeSpan.FromSeconds(75);

    static readonly (string Name, string Place, ColorScheme Scheme)[] OfTheShop =
    [
        ("overview", "", ColorScheme.Dark), ("overview-light", "", ColorScheme.Light), ("logs", "logs?range=15m", ColorScheme.Dark),
        ("probes", "probes", ColorScheme.Dark), ("pipe", "data/pipes/error_distribution", ColorScheme.Dark),
    ];

    public static readonly BenchMode Mode = new("takes the pictures of README and docs: [FOLDER]", RunAsync);

    public static Task NextMinuteAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        return Task.Delay(Minute.Of(now).End - now, TimeProvider.System);
    }

    static async Task RunAsync(string[] args)
    {
        var folder = args.Length > 0 ? args[0] : Path.Combine(Programs.RepositoryRoot(), "docs", "pictures");
        Directory.CreateDirectory(folder);
        using StopSignals signals = new();
        using ScratchFolder data = new();
        await using var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = data.FullName,
            ["Grainwatch__Probes__AllowedNetworks__0"] = "127.0.0.0/8",
        });
        await server.StartAsync(signals.Token);
        await NextMinuteAsync().WaitAsync(signals.Token);
        var shop = new ProcessStartInfo("dotnet", [Programs.Assembly("Cli").Replace("Grainwatch.Cli", "grainwatch", StringComparison.Ordinal), "demo", "--probes", "--url", server.Address.ToString()]);
        shop.Environment["GRAINWATCH_TOKEN"] = ServerProcess.Token;
        using var demo = Process.Start(shop)!;
        try
        {
            await TakeAllAsync(server.Address, folder, Path.Combine(data.FullName, "postgres", "socket")).WaitAsync(signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            Console.WriteLine("Stopped: not all pictures were taken.");
        }
        finally
        {
            demo.Kill(entireProcessTree: true);
            await demo.WaitForExitAsync();
        }
    }

    static async Task TakeAllAsync(Uri address, string folder, string socket)
    {
        await Task.Delay(Story, TimeProvider.System);
        await using var browser = await Browser.StartAsync(address);
        foreach (var (name, place, scheme) in OfTheShop)
        {
            await TakeAsync(await browser.SignInAsync(scheme), address, place, Path.Combine(folder, $"{name}.png"));
        }

        // After the others: what it sends is none of the shop's.
        await using var errors = new ErrorStory(address, socket);
        var anomaly = await errors.PlayAsync();
        await TakeAsync(await browser.SignInAsync(), address, $"anomalies/{anomaly}", Path.Combine(folder, "anomaly.png"));
    }

    static async Task TakeAsync(IPage page, Uri address, string place, string path)
    {
        await page.GotoAsync($"{address}#/{place}");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        if (place.StartsWith("data/pipes", StringComparison.Ordinal))
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        }

        // Some seconds of live data.
        await page.WaitForTimeoutAsync(2500);
        await page.ScreenshotAsync(new() { Path = path });
        await page.Context.CloseAsync();
    }
}
