using Microsoft.Playwright;

namespace Grainwatch.Web.Tests.Support;

/// <summary>Debian's browser, one for all tests of a process.</summary>
static class Chromium
{
    static readonly Lazy<Task<IBrowser>> Started = new(StartAsync);

    public static string? Path { get; } = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static Task<IBrowser> GetAsync() => Started.Value;

    /// <summary>Locally a test without a browser skips; where tests are run for good it must have one.</summary>
    public static void Need()
    {
        var isCi = Environment.GetEnvironmentVariable("CI") == "true";
        if (!isCi)
        {
            Skip.If(Path is null, "needs chromium: apt-get install chromium");
            Skip.If(PageFiles.Names.Count == 0, "needs the page, which was built without Node: apt-get install nodejs npm");
        }

        Assert.True(Path is not null, "Chromium is missing: apt-get install chromium");
        Assert.True(PageFiles.Names.Count > 0, "The page is missing: it was built without Node. apt-get install nodejs npm, and build again");
    }

    static async Task<IBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            // Tests run as root in containers, where the sandbox cannot be made; what they open is our own server.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
    }
}
