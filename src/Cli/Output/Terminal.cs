using Spectre.Console;

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
