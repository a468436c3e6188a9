using Grainwatch.Testing;
using Grainwatch.Testing.Processes;
using Microsoft.Playwright;
using IRequest = Microsoft.Playwright.IRequest;

namespace Grainwatch.Web.Tests.Support;

/// <summary>Somebody with a browser window of their own. Whatever it complains about fails the test.</summary>
public sealed class Visitor : IAsyncDisposable
{
    readonly IBrowserContext context;
    readonly Uri address;
    readonly List<string> complaints = [];
    int asked;
    int answered;

    Visitor(IBrowserContext context, IPage page, Uri address)
    {
        this.context = context;
        this.address = address;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add($"{message.Text} ({message.Location})");
            }
        };
        page.Request += (_, request) => Count(request, ref asked);
        page.RequestFinished += (_, request) => Count(request, ref answered);
        page.RequestFailed += (_, request) => Count(request, ref answered);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                complaints.Add($"asked another host: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>How many questions the page has asked the API.</summary>
    public int Asked => Volatile.Read(ref asked);

    bool IsAsking => Volatile.Read(ref answered) < Asked;

    public static async Task<Visitor> ComeAsync(Uri address, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var browser = await Chromium.GetAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(20_000);
        return new Visitor(context, await context.NewPageAsync(), address);
    }

    public static async Task<Visitor> SignedInAsync(Uri address, string token = ServerProcess.Token, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var visitor = await ComeAsync(address, width, height, scheme);
        await visitor.GoAsync("");
        await visitor.SignInAsync(token);
        return visitor;
    }

    public async Task SignInAsync(string token)
    {
        await Page.GetByLabel("Token").FillAsync(token);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).WaitForAsync();
    }

    /// <param name="place">What follows the '#/'.</param>
    public Task GoAsync(string place) => Page.GotoAsync($"{address}#/{place}");

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task SeesAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Waits until more than so many questions were asked, and what was answered is shown and led to no more.</summary>
    public Task SeesAnswersAsync(int askedBefore) => Eventually.BecomesTrueAsync(
        async () =>
        {
            if (Asked <= askedBefore || IsAsking)
            {
                return false;
            }

            var asked = Asked;
            await Page.EvaluateAsync("() => new Promise(shown => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(shown)))))");
            return Asked == asked && !IsAsking;
        },
        "the page shows what it asked for");

    /// <summary>Holds the next request for such an address back.</summary>
    /// <returns>Waits for it; what comes of it decides over the request.</returns>
    public async Task<Func<Task<IRoute>>> HoldAsync(string address)
    {
        var held = new TaskCompletionSource<IRoute>();
        await Page.RouteAsync(address, held.SetResult, new() { Times = 1 });
        return () => held.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>What is expected to be refused leaves a line in the console, whoever handles it.</summary>
    public void ForgiveRefusals() => complaints.RemoveAll(complaint => complaint.Contains("status of 403", StringComparison.Ordinal) || complaint.Contains("status of 400", StringComparison.Ordinal));

    public void HasNoComplaint() => Assert.True(complaints.Count == 0, string.Join('\n', complaints));

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    /// <summary>A stream goes on: it is no question.</summary>
    static void Count(IRequest request, ref int questions)
    {
        if (request.ResourceType is "fetch")
        {
            Interlocked.Increment(ref questions);
        }
    }
}
