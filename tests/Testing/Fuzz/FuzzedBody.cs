using System.Globalization;
using System.Text;

namespace Grainwatch.Testing.Fuzz;

/// <summary>The body of an ingest request: bad lines of many kinds, sometimes with good logs between them.</summary>
sealed record FuzzedBody(byte[] Bytes, IReadOnlyList<string> GoodMessages)
{
    const string Good = """{"timestamp":"2026-11-20 09:15:00","server_id":"fuzz","service":"fuzz","severity":"INFO","message":"MESSAGE","error_code":"","resource_id":"","metadata":"{}"}""";

    // None of these opens what a later line could close: a good log inside would then rightly be part of a larger value.
    static readonly string[] BadLines =
    [
        "{", "{\"timestamp\": ,", "{\"timestamp\":\"2026-11-20 09:15:00\"", "\"text\"", "17", "null", "true", "nul", "{\"a\":1}", "{}", "{\"a\":1,}",
        "{\"timestamp\":17,\"service\":18}", "{'a':1}", "not json at all", "{\"message\":\"\\u0000\"}", "{\"message\":\"\\ud800\"}", "{\"a\":NaN}", "\ufeff{}",
        "{\"timestamp\":\"yesterday\",\"server_id\":\"\",\"service\":\"a\",\"severity\":\"b\",\"message\":\"\",\"error_code\":\"\",\"resource_id\":\"\",\"metadata\":\"\"}",
        "{\"timestamp\":\"2026-11-20 09:15:00\",\"server_id\":\"\",\"service\":\"a\",\"severity\":\"b\",\"message\":\"\\ud83d\",\"error_code\":\"\",\"resource_id\":\"\",\"metadata\":\"\"}",
        "{\"timestamp\":\"9999-12-31 23:59:59\",\"server_id\":\"\",\"service\":\"a\",\"severity\":\"b\",\"message\":\"\",\"error_code\":\"\",\"resource_id\":\"\",\"metadata\":\"\"}",
        "// a comment", "{\"a\":\"unclosed", "{\"a\":\"tab\there\"}", "1e999", "-", "{\"\\u0061\":1,\"a\":2}",
    ];

    public static FuzzedBody Make(Random random, string id)
    {
        using var body = new MemoryStream();
        List<string> good = [];
        for (var line = random.Next(8); line >= 0; line--)
        {
            if (random.Next(3) == 0)
            {
                var message = string.Create(CultureInfo.InvariantCulture, $"good-{id}-{line}");
                good.Add(message);
                body.Write(Encoding.UTF8.GetBytes(Good.Replace("MESSAGE", message, StringComparison.Ordinal)));
            }
            else
            {
                body.Write(BadLine(random));
            }

            body.WriteByte((byte)'\n');
        }

        return new FuzzedBody(body.ToArray(), good);
    }

    static byte[] BadLine(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                return Mutate(random, Encoding.UTF8.GetBytes(Good.Replace("MESSAGE", "mutated", StringComparison.Ordinal)));
            case 1:
                var bytes = new byte[random.Next(60)];
                random.NextBytes(bytes);
                return WithoutNewlines(bytes);
            case 2:
                return Encoding.UTF8.GetBytes(new string('[', random.Next(100, 2000)));
            case 3:
                return Encoding.UTF8.GetBytes("{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", random.Next(100, 500))));
            default:
                return Encoding.UTF8.GetBytes(BadLines[random.Next(BadLines.Length)]);
        }
    }

    static byte[] Mutate(Random random, byte[] line)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            line[random.Next(line.Length)] = (byte)random.Next(256);
        }

        return WithoutNewlines(line);
    }

    static byte[] WithoutNewlines(byte[] line) => [.. line.Select(letter => letter is (byte)'\n' ? (byte)' ' : letter)];
}
