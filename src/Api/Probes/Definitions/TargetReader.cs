using System.Globalization;
using System.Text.RegularExpressions;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Reads what a probe checks: the entry <c>type</c> and those that go with it.</summary>
static class TargetReader
{
    public static ProbeTarget Read(Fields fields)
    {
        var type = fields.Required("type", "http");
        return type switch
        {
            "http" => Http(fields),
            "tcp" => new TcpTarget(Host(fields), Port(fields, null), fields.Map("tls") is { } tls ? Tls(tls) : null),
            "dns" => Dns(fields),
            "tls" => new TlsTarget(Host(fields), Port(fields, TlsTarget.DefaultPort), MinDays(fields), Tls(fields.Map("tls"))),
            "heartbeat" => Heartbeat(fields),
            _ => throw fields.Wrong("type", $"'{type}' is not known. There are: http, tcp, dns, tls, heartbeat."),
        };
    }

    static HttpTarget Http(Fields fields)
    {
        var text = fields.Required("url", "https://shop.example/health");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw fields.Wrong("url", $"'{text}' is no URL that starts with http:// or https://.");
        }

        if (url.UserInfo.Length > 0)
        {
            throw fields.Wrong("url", "It holds a user name. Put it, and the password, into auth.basic, where they are kept secret.");
        }

        var redirects = fields.Integer("redirects") ?? HttpTarget.DefaultRedirects;
        return new HttpTarget(url)
        {
            Method = Method(fields),
            Headers = Headers(fields),
            Body = fields.Text("body"),
            Credentials = fields.Map("auth") is { } auth ? Credentials(auth) : null,
            Redirects = redirects is >= 0 and <= HttpTarget.MaxRedirects
                ? redirects
                : throw fields.Wrong("redirects", $"It must be 0 to {HttpTarget.MaxRedirects}."),
            Tls = Tls(fields.Map("tls")),
        };
    }

    static string Method(Fields fields)
    {
        var method = fields.Text("method") ?? "GET";
        return method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS"
            ? method
            : throw fields.Wrong("method", $"'{method}' is not known. There are: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.");
    }

    static IReadOnlyList<KeyValuePair<string, string>> Headers(Fields fields)
    {
        if (fields.Take("headers") is not { } node)
        {
            return [];
        }

        List<KeyValuePair<string, string>> headers = [];
        foreach (var (name, value) in (node as MapNode ?? throw fields.Wrong("headers", node, "an object of names and values")).Entries)
        {
            if (value is not TextNode { Text: var text } || text.AsSpan().ContainsAny('\r', '\n', '\0')
                || name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal)))
            {
                throw new DefinitionException(value.Line, $"headers.{name} is no header of HTTP: a name, and a text on one line.");
            }

            headers.Add(new(name, text));
        }

        return headers;
    }

    static HttpCredentials Credentials(Fields auth)
    {
        var bearer = auth.Text("bearer");
        var basic = auth.Map("basic");
        auth.Done();
        return (bearer, basic) switch
        {
            ({ } token, null) => new HttpCredentials.Bearer(token),
            (null, { } fields) => Basic(fields),
            _ => throw new DefinitionException(auth.Line, "auth needs either bearer: TOKEN or basic: {user: NAME, password: PASSWORD}."),
        };
    }

    static HttpCredentials.Basic Basic(Fields fields)
    {
        HttpCredentials.Basic basic = new(fields.Required("user", "ann"), fields.Text("password") ?? "");
        fields.Done();
        return basic;
    }

    static DnsTarget Dns(Fields fields)
    {
        var name = Host(fields);
        if (name.Length > 253 || name.TrimEnd('.').Split('.').Any(label => label.Length is 0 or > 63 || !char.IsAscii(label[0])))
        {
            throw fields.Wrong("host", $"'{name}' is no name of the DNS.");
        }

        return new DnsTarget(
            name,
            fields.Read("record", $"one of {string.Join(", ", Enum.GetNames<DnsRecordType>().Select(known => known.ToUpperInvariant()))}", (string text, out DnsRecordType type) =>
                Enum.TryParse(text, ignoreCase: true, out type) && Enum.IsDefined(type) && !char.IsDigit(text[0])) ?? DnsRecordType.A,
            fields.Text("server"),
            fields.Text("matches") is { } pattern ? Pattern(fields, pattern) : null);
    }

    static Regex Pattern(Fields fields, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw fields.Wrong("matches", $"'{pattern}' is no regular expression that is known here: {wrong.Message}");
        }
    }

    static HeartbeatTarget Heartbeat(Fields fields)
    {
        var period = fields.Time("period") ?? throw new DefinitionException(fields.Line, "period is missing. Add how often the other side calls in, as in period: 1h");
        var grace = fields.Time("grace") ?? HeartbeatTarget.DefaultGrace;
        return period >= TimeSpan.FromSeconds(1)
            ? new HeartbeatTarget(period, grace)
            : throw fields.Wrong("period", "It must be at least 1s.");
    }

    static double MinDays(Fields fields) => fields.Number("min_days") ?? TlsTarget.DefaultMinDays;

    static TlsRules Tls(Fields? fields)
    {
        if (fields is null)
        {
            return new TlsRules();
        }

        var rules = new TlsRules(fields.Flag("verify") ?? true, fields.Text("server_name"), fields.Text("min_version") ?? "1.2");
        fields.Done();
        return rules.MinVersion is "1.2" or "1.3" ? rules : throw fields.Wrong("min_version", "There are 1.2 and 1.3.");
    }

    static string Host(Fields fields)
    {
        var host = fields.Required("host", "shop.example");
        return Uri.CheckHostName(host) != UriHostNameType.Unknown || host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? host
            : throw fields.Wrong("host", $"'{host}' is neither a host name nor an IP address. It has no scheme, port or path.");
    }

    static int Port(Fields fields, int? byDefault)
    {
        var port = fields.Integer("port") ?? byDefault ?? throw new DefinitionException(fields.Line, "port is missing. Add it, as in port: 5432");
        return port is >= 1 and <= 65535 ? port : throw fields.Wrong("port", string.Create(CultureInfo.InvariantCulture, $"{port} is no port: 1 to 65535."));
    }
}
