using System.Globalization;
using System.Text;

namespace Grainwatch.Testing.Fuzz;

/// <summary>Texts that break careless programs.</summary>
static class FuzzedText
{
    static readonly string[] Awkward =
    [
        "", " ", "0", "-1", "1", "50", "99999999999999999999", "-2147483649", "1e308", "NaN", "Infinity", "null", "true", "*", "%", "_", "\0", "\n", "\t", "'",
        "''", "\"", "\\", "`", ";", "--", "/*", "$1", "$$", "{{limit}}", "{% if 1 %}", "{{String(x)}}", "../../etc/passwd", "..%2f..%2f",
        "' OR '1'='1", "1; drop table grainwatch.series", "1) union select 1,2,3 --", "' || pg_sleep(10) || '", "2023-06-01 00:00:00", "2023-06-01",
        "2023-13-45 99:99:99", "1970-01-01 00:00:00", "2106-02-07 06:28:15", "2106-02-07 06:28:16", "9999-12-31 23:59:59", "-0001-01-01 00:00:00",
        "2026-11-20T09:15:02.004311Z", "2026-11-20T09:15:02+25:99", "\u202eabc", "\U0001f600", "\ud7ff", "a\u0000b", "ERROR", "authentication",
    ];

    public static string Make(Random random) => random.Next(6) switch
    {
        < 4 => Awkward[random.Next(Awkward.Length)],
        4 => Random(random, random.Next(40)),
        _ => string.Concat(Enumerable.Repeat(Awkward[random.Next(Awkward.Length)], random.Next(20))),
    };

    static string Random(Random random, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            // Any scalar value of the first plane: no halves of surrogate pairs, which no client can send in a URL.
            var scalar = random.Next(0xD800);
            text.Append(CultureInfo.InvariantCulture, $"{(char)scalar}");
        }

        return text.ToString();
    }
}
