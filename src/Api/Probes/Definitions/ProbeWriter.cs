using System.Text.Json.Nodes;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.Probes.Assertions;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Writes a probe in the form that <see cref="ProbeReader"/> reads.</summary>
static class ProbeWriter
{
    public static JsonObject Write(Probe probe)
    {
        JsonObject document = new() { ["name"] = probe.Name, ["type"] = probe.Target.Kind };
        Target(document, probe.Target);
        document["interval"] = Duration.Format(probe.Schedule.Interval);
        document["jitter"] = probe.Schedule.Jitter;
        document["timeout"] = Duration.Format(probe.Timeout);
        document["fail"] = probe.Fail.ToString();
        document["recover"] = probe.Recover.ToString();
        document["depends_on"] = new JsonArray([.. probe.DependsOn.Select(name => (JsonNode)name)]);
        if (probe.Target is HttpTarget)
        {
            document["expect"] = new JsonArray([.. probe.Expect.Select(Expectation)]);
        }

        document["watch_response_time"] = probe.WatchResponseTime;
        document["paused"] = probe.Paused;
        return document;
    }

    static void Target(JsonObject document, ProbeTarget target)
    {
        switch (target)
        {
            case HttpTarget http:
                document["url"] = http.Url.OriginalString;
                document["method"] = http.Method;
                document["headers"] = new JsonObject(http.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value)));
                document["body"] = http.Body;
                document["auth"] = Credentials(http.Credentials);
                document["redirects"] = http.Redirects;
                document["tls"] = Tls(http.Tls);
                break;
            case TcpTarget tcp:
                (document["host"], document["port"], document["tls"]) = (tcp.Host, tcp.Port, Tls(tcp.Tls));
                break;
            case DnsTarget dns:
                (document["host"], document["record"]) = (dns.Name, dns.Type.ToString().ToUpperInvariant());
                (document["server"], document["matches"]) = (dns.Server, dns.Matches?.ToString());
                break;
            case TlsTarget tls:
                (document["host"], document["port"], document["min_days"], document["tls"]) = (tls.Host, tls.Port, tls.MinDays, Tls(tls.Tls));
                break;
            case HeartbeatTarget heartbeat:
                (document["period"], document["grace"]) = (Duration.Format(heartbeat.Period), Duration.Format(heartbeat.Grace));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(target), target.Kind, "No form is known for this kind of probe.");
        }
    }

    static JsonObject? Credentials(HttpCredentials? credentials) => credentials switch
    {
        HttpCredentials.Bearer bearer => new() { ["bearer"] = bearer.Token },
        HttpCredentials.Basic basic => new() { ["basic"] = new JsonObject { ["user"] = basic.User, ["password"] = basic.Password } },
        _ => null,
    };

    static JsonObject? Tls(TlsRules? tls) => tls is null
        ? null
        : new() { ["verify"] = tls.Verify, ["server_name"] = tls.ServerName, ["min_version"] = tls.MinVersion };

    static JsonNode Expectation(Assertion assertion) => assertion switch
    {
        StatusAssertion status => new JsonObject { ["status"] = status.Ranges.ToString() },
        ResponseTimeAssertion time => new JsonObject { ["response_time"] = Duration.Format(time.Max) },
        HeaderAssertion header => new JsonObject { ["header"] = With(header.Condition, "name", header.Name) },
        BodyAssertion body => new JsonObject { ["body"] = With(body.Condition) },
        JsonAssertion json => new JsonObject { ["json"] = With(json.Condition, "path", json.Path.ToString()) },
        _ => throw new ArgumentOutOfRangeException(nameof(assertion), assertion.GetType().Name, "No form is known for this assertion."),
    };

    static JsonObject With(Condition condition, string? name = null, string? value = null)
    {
        JsonObject fields = name is null ? [] : new() { [name] = value };
        fields[AssertionReader.Conditions.First(known => known.Value == condition.Kind).Key] = condition.Operand;
        return fields;
    }
}
