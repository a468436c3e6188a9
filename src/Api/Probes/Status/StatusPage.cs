using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Grainwatch.Api.Probes.Status;

/// <summary>The status page. Plain HTML: it works without a script, in any browser, and reloads itself.</summary>
static class StatusPage
{
    const string Head =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="30">
        <title>Status</title>
        <style>
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
        body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
        table { width: 100%; border-collapse: collapse }
        th, td { padding: .5rem; text-align: left; border-bottom: 1px solid #8884 }
        td:nth-child(n+3), th:nth-child(n+3) { text-align: right; font-variant-numeric: tabular-nums }
        .up { color: #2a7f3f } .down, .unreachable { color: #c62828; font-weight: 600 } .slow { color: #b26a00 } .paused, .unknown { color: #777 }
        </style>
        </head>
        <body>

        """;

    public static string Render(IReadOnlyList<ProbeStatus> probes, DateTimeOffset now)
    {
        var overall = Overall.Of(probes);
        StringBuilder page = new(Head);
        page.Append(CultureInfo.InvariantCulture, $"<h1 class=\"{overall}\">{Words(overall)}</h1>\n");
        if (probes.Count == 0)
        {
            page.Append("<p>There are no probes yet. POST one to /v1/probes, or add it to projects/api-monitoring/probes.yml.</p>\n");
        }
        else
        {
            page.Append("<table>\n<tr><th>Probe</th><th>State</th><th>Response</th><th>Median, 24 h</th><th>Uptime, 24 h</th><th>Last run</th></tr>\n");
            foreach (var probe in probes)
            {
                Row(page, probe, now);
            }

            page.Append("</table>\n");
        }

        return page.Append(CultureInfo.InvariantCulture, $"<p>As of {now:yyyy-MM-dd HH:mm:ss} UTC.</p>\n</body>\n</html>\n").ToString();
    }

    static void Row(StringBuilder page, ProbeStatus probe, DateTimeOffset now)
    {
        var slow = probe is { State: "up", Latest.Tier.Length: > 0 };
        page.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlEncoder.Default.Encode(probe.Name)}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"{(slow ? "slow" : probe.State)}\">{(slow ? $"slow ({probe.Latest!.Tier})" : probe.State)}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td>{Milliseconds(probe.Latest?.ResponseMs)}</td><td>{Milliseconds(probe.Day.MedianMs)}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td>{(probe.Day.Uptime is { } uptime ? Percent(uptime) : "-")}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td>{(probe.Latest is { } run ? $"{(now - run.At).TotalSeconds:0} s ago" : "-")}</td></tr>\n");
    }

    /// <summary>Rounded down: 99.996 % is not 100 %.</summary>
    public static string Percent(double percent) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(percent * 100) / 100:0.##} %");

    public static string Milliseconds(double? milliseconds) => milliseconds is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known:0} ms")
        : "-";

    static string Words(string overall) => overall switch
    {
        "up" => "Everything is up",
        "slow" => "Something is slow",
        "down" => "Something is down",
        _ => "Nothing is known yet",
    };
}
