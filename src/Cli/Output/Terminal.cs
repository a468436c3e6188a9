using Spectre.Console;
using Spectre.Console.Rendering;

namespace Grainwatch.Cli.Output;

/// <summary>Colours on a terminal; plain lines, never wrapped, in a pipe or a file.</summary>
static class Terminal
{
    static readonly IAnsiConsole Out = Create(Console.Out, Console.IsOutputRedirected);
    static readonly IAnsiConsole Err = Create(Console.Error, Console.IsErrorRedirected);

    /// <param name="markup">Spectre's; text of others goes through <see cref="Escape"/>.</param>
    public static void Line(string markup = "") => Out.MarkupLine(markup);

    /// <summary>Exactly as it is, to be copied: no colour, no wrapping.</summary>
    public static void Plain(string text) => Console.Out.WriteLine(text);

    public static bool IsInteractive => !Console.IsOutputRedirected;

    public static void Write(IRenderable what) => Out.Write(what);

    /// <summary>A bar that fills while something is done; nothing where nobody looks.</summary>
    /// <param name="total">Of what the work reports.</param>
    public static Task<T> ProgressAsync<T>(string title, long total, Func<Action<long>, Task<T>> work) => IsInteractive
        ? Out.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(Escape(title), maxValue: Math.Max(1, total));
                var result = await work(done => task.Value = done);
                task.Value = task.MaxValue;
                return result;
            })
        : work(_ => { });

    public static void Error(string text) => Err.MarkupLine($"[red]grainwatch:[/] {Escape(text)}");

    public static string Escape(string text) => Markup.Escape(text);

    static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected)
        {
            console.Profile.Width = int.MaxValue;
        }

        return console;
    }
}
