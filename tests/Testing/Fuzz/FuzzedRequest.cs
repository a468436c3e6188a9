using System.Net.Http.Headers;

namespace Grainwatch.Testing.Fuzz;

/// <summary>One request that nobody should send, and the good logs in it, if any, that must be stored all the same.</summary>
public sealed record FuzzedRequest(HttpRequestMessage Message, IReadOnlyList<string> GoodMessages)
{
    static readonly string[] Pipes = ["recent_logs", "error_distribution", "log_anomalies"];
    static readonly string[] Parameters =
    [
        "start_time", "end_time", "severity", "service", "limit", "time_window_minutes", "q", "format", "from", "token ", "output_format_json_quote_64bit_integers",
    ];
    static readonly string[] Formats = ["json", "csv", "ndjson", "csvwithnames", "prometheus", "xml", "", "json/", "JSON", "parquet"];

    /// <param name="id">Unique: the messages of the good logs carry it.</param>
    public static FuzzedRequest Make(Random random, string token, string id) => random.Next(10) switch
    {
        < 5 => Events(random, token, id),
        < 8 => Pipe(random, token),
        8 => Live(random, token),
        _ => Stranger(random),
    };

    public string Describe() => $"{Message.Method} {Message.RequestUri}";

    static FuzzedRequest Events(Random random, string token, string id)
    {
        var body = FuzzedBody.Make(random, id);
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v0/events?name=system_logs{(random.Next(2) == 0 ? "&wait=true" : "")}");
        Authorize(request, token);
        request.Content = new ByteArrayContent(body.Bytes);
        if (random.Next(3) == 0)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                random.Next(2) == 0 ? "application/x-ndjson" : "application/x-www-form-urlencoded");
        }

        if (random.Next(30) == 0)
        {
            // A body that is not what its header says: nothing of it can be good.
            request.Content.Headers.ContentEncoding.Add(random.Next(2) == 0 ? "gzip" : "br");
            return new FuzzedRequest(request, []);
        }

        if (random.Next(20) == 0)
        {
            request.RequestUri = new Uri($"/v0/events?name={Uri.EscapeDataString(FuzzedText.Make(random))}", UriKind.Relative);
            return new FuzzedRequest(request, []);
        }

        return new FuzzedRequest(request, body.GoodMessages);
    }

    static FuzzedRequest Pipe(Random random, string token)
    {
        var name = random.Next(10) == 0 ? FuzzedText.Make(random) : Pipes[random.Next(Pipes.Length)];
        var format = random.Next(3) == 0 ? Formats[random.Next(Formats.Length)] : "json";
        var query = string.Join('&', Enumerable.Range(0, random.Next(5)).Select(_ =>
            $"{Uri.EscapeDataString(Parameters[random.Next(Parameters.Length)])}={Uri.EscapeDataString(FuzzedText.Make(random))}"));
        var asBody = random.Next(4) == 0;
        var request = new HttpRequestMessage(
            asBody ? HttpMethod.Post : HttpMethod.Get, $"/v0/pipes/{Uri.EscapeDataString(name)}.{format}{(asBody ? "" : $"?{query}")}");
        if (asBody)
        {
            request.Content = new ByteArrayContent(random.Next(2) == 0 ? System.Text.Encoding.UTF8.GetBytes(query) : FuzzedBody.Make(random, "0").Bytes);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                random.Next(2) == 0 ? "application/json" : "application/x-www-form-urlencoded");
        }

        Authorize(request, token);
        return new FuzzedRequest(request, []);
    }

    static FuzzedRequest Live(Random random, string token)
    {
        var text = Uri.EscapeDataString(FuzzedText.Make(random));
        HttpMethod[] methods = [HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch];
        var method = methods[random.Next(methods.Length)];
        string[] paths =
        [
            $"/v1/series/{text}/{text}", $"/v1/series?service={text}&limit={text}&cursor={text}", $"/v1/anomalies?from={text}&limit={text}&state={text}",
            $"/v1/anomalies/{text}", $"/v1/thresholds/fuzz{text}/{text}", $"/v0/datasources/{text}", $"/v0/{text}", $"/{text}",
        ];
        var request = new HttpRequestMessage(method, paths[random.Next(paths.Length)]);
        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(FuzzedBody.Make(random, "0").Bytes);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        }

        Authorize(request, token);
        return new FuzzedRequest(request, []);
    }

    /// <summary>Somebody with a token that was never given out.</summary>
    static FuzzedRequest Stranger(Random random)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get, $"/v0/pipes/recent_logs.json?token={Uri.EscapeDataString(FuzzedText.Make(random))}");
        if (random.Next(2) == 0)
        {
            request.Headers.TryAddWithoutValidation(
                "Authorization", new string([.. FuzzedText.Make(random).Where(letter => letter is > ' ' and < '\x7f')]));
        }

        return new FuzzedRequest(request, []);
    }

    static void Authorize(HttpRequestMessage request, string token) => request.Headers.Authorization = new("Bearer", token);
}
