using Grainwatch.Testing.Processes;
using Microsoft.Playwright;

namespace Grainwatch.Bench.Page;

/// <summary>Debian's chromium, signed in.</summary>
sealed class Browser : IAsyncDisposable
{
    readonly IPlaywright playwright;
    readonly IBrowser browser;
    readonly Uri address;

    Browser(IPlaywright playwright, IBrowser browser, Uri address)
    {
        this.playwright = playwright;
        this.browser = browser;
        this.address = address;
    }

    public static async Task<Browser> StartAsync(Uri address)
    {
        var path = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("Chromium is missing: apt-get install chromium");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        return new Browser(playwright, browser, address);
    }

    public async Task<IPage> SignInAsync(ColorScheme scheme = ColorScheme.Dark, int width = 1280, int height = 800)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            TimezoneId = "UTC",
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        await page.GetByLabel("Token").FillAsync(ServerProcess.Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator(".shell").WaitForAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
