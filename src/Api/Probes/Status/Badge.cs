using System.Globalization;
using System.Text.Encodings.Web;
using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Probes.Status;

/// <summary>Small SVG pictures for read-me files and wikis.</summary>
static class Badge
{
    const string Green = "#2a7f3f";
    const string Amber = "#b26a00";
    const string Red = "#c62828";
    const string Grey = "#777";

    /// <summary>Letters differ in width; this is what most need, so the text is stretched or pressed to it a little.</summary>
    const int LetterWidth = 7;

    /// <exception cref="ApiException">404: there is no such badge.</exception>
    public static string Of(ProbeStatus probe, string kind) => kind switch
    {
        "status" => Draw(probe.Name, probe.State, probe.State switch { "up" => Green, "down" or "unreachable" => Red, _ => Grey }),
        "uptime" => Draw("uptime 24 h", probe.Day.Uptime is { } uptime ? StatusPage.Percent(uptime) : "unknown", probe.Day.Uptime switch
        {
            null => Grey,
            >= 99.9 => Green,
            >= 99 => Amber,
            _ => Red,
        }),
        "response-time" => Draw(
            "response 24 h", probe.Day.MedianMs is null ? "unknown" : StatusPage.Milliseconds(probe.Day.MedianMs), probe.Day.MedianMs is null ? Grey : Green),
        _ => throw new ApiException(StatusCodes.Status404NotFound, $"There is no badge '{kind}'. There are: status.svg, uptime.svg, response-time.svg."),
    };

    static string Draw(string label, string value, string color)
    {
        var left = (label.Length * LetterWidth) + 12;
        var right = (value.Length * LetterWidth) + 12;
        var (labelText, valueText) = (HtmlEncoder.Default.Encode(label), HtmlEncoder.Default.Encode(value));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{labelText}: {valueText}">
            <title>{labelText}: {valueText}</title>
            <rect width="{left}" height="20" fill="#444"/>
            <rect x="{left}" width="{right}" height="20" fill="{color}"/>
            <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            <text x="6" y="14" textLength="{left - 12}">{labelText}</text>
            <text x="{left + 6}" y="14" textLength="{right - 12}">{valueText}</text>
            </g>
            </svg>

            """);
    }
}
