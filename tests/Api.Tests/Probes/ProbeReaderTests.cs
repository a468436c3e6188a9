using System.Text;
using System.Text.Json.Nodes;
using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Tests.Probes;

public class ProbeReaderTests
{
    const string Everything = """
        name: shop.api
        type: http
        url: https://shop.example/orders?page=1
        method: POST
        headers: {content-type: application/json, x-key: abc}
        body: '{"a":1}'
        auth: {basic: {user: ann, password: secret}}
        redirects: 2
        tls: {verify: false, server_name: inner.example, min_version: "1.3"}
        interval: 30s
        jitter: 0.2
        timeout: 2500ms
        fail: 3 of 5
        recover: "4"
        depends_on: [gateway]
        expect:
          - status: 200-204, 304
          - response_time: 800ms
          - header: {name: content-type, contains: json}
          - body: {not_contains: error}
          - json: {path: "$.items[0].id", greater_than: 5}
        watch_response_time: false
        paused: true
        """;

    [Fact]
    public void YamlWithEveryFieldIsRead()
    {
        var probe = ProbeReader.Read(YamlDocument.Parse(Everything));
        var http = Assert.IsType<HttpTarget>(probe.Target);
        Assert.Equal(("shop.api", "POST", "{\"a\":1}", 2), (probe.Name, http.Method, http.Body, http.Redirects));
        Assert.Equal(new HttpCredentials.Basic("ann", "secret"), http.Credentials);
        Assert.Equal(new TlsRules(false, "inner.example", "1.3"), http.Tls);
        Assert.Equal(new ProbeSchedule(TimeSpan.FromSeconds(30), 0.2), probe.Schedule);
        Assert.Equal((TimeSpan.FromSeconds(2.5), new NOfM(3, 5), new NOfM(4, 4)), (probe.Timeout, probe.Fail, probe.Recover));
        Assert.Equal(["gateway"], probe.DependsOn);
        Assert.Equal(5, probe.Expect.Count);
        Assert.True(probe is { WatchResponseTime: false, Paused: true });
    }

    [Theory]
    [InlineData(Everything)]
    [InlineData("{name: a, type: http, url: 'http://a.example'}")]
    [InlineData("{name: a, type: http, url: 'http://a.example', auth: {bearer: t}, expect: [{json: {path: $.x, exists: false}}]}")]
    [InlineData("{name: a, type: tcp, host: a.example, port: 5432}")]
    [InlineData("{name: a, type: tcp, host: '::1', port: 5432, tls: {verify: false}}")]
    [InlineData("{name: a, type: dns, host: a.example, record: mx, server: 9.9.9.9, matches: mail}")]
    [InlineData("{name: a, type: tls, host: a.example, min_days: 30}")]
    [InlineData("{name: a, type: heartbeat, period: 1h, grace: 90s}")]
    public void WhatIsWrittenIsReadAsTheSame(string yaml)
    {
        var once = ProbeWriter.Write(ProbeReader.Read(YamlDocument.Parse(yaml))).ToJsonString();
        var twice = ProbeWriter.Write(ProbeReader.Read(JsonBody.Parse(Encoding.UTF8.GetBytes(once)))).ToJsonString();
        Assert.Equal(once, twice);
    }

    [Fact]
    public void WhatIsNotGivenHasItsDefault()
    {
        var probe = ProbeReader.Read(YamlDocument.Parse("{name: a, type: http, url: 'http://a.example'}"));
        Assert.Equal(
            (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10), "2 of 3", "2 of 2"),
            (probe.Schedule.Interval, probe.Timeout, probe.Fail.ToString(), probe.Recover.ToString()));
    }

    [Theory]
    [InlineData("type: http", 1, "name is missing")]
    [InlineData("name: A\ntype: http", 1, "'A' is no name of a probe")]
    [InlineData("name: a\ntype: ftp", 2, "'ftp' is not known. There are: http")]
    [InlineData("name: a\ntype: http\nurl: shop", 3, "starts with http://")]
    [InlineData("name: a\ntype: http\nurl: http://u:p@a.example", 3, "auth.basic")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\ninterval: 15", 4, "interval is '15', expected a time with its unit")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\ninterval: 5s\ntimeout: 6s", 5, "at most the interval, 5s")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\ninterval: 10ms", 4, "1s to 1d")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nfail: 4 of 3", 4, "as in 2 of 3")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nurll: x", 4, "urll is not known here. There are: name, type, url")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nheaders:\n  a b: c", 5, "headers.a b is no header")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nauth: {}", 4, "either bearer")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nexpect:\n  - status: 20", 5, "expect.status: '20' are no HTTP statuses")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nexpect:\n  - json: {path: status, exists: true}", 5, "must start with $")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nexpect:\n  - body: {contains: a, equals: b}", 5, "one condition")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nexpect:\n  - body: {matches: '('}", 5, "expect.body.matches")]
    [InlineData("name: a\ntype: http\nurl: http://a.example\nexpect:\n  - status: 200\n    response_time: 5ms", 5, "Make a list entry of each")]
    [InlineData("name: a\ntype: tcp\nhost: a.example", 1, "port is missing")]
    [InlineData("name: a\ntype: tcp\nhost: http://a.example\nport: 80", 3, "no scheme")]
    [InlineData("name: a\ntype: tcp\nhost: a.example\nport: 70000", 4, "1 to 65535")]
    [InlineData("name: a\ntype: heartbeat", 1, "period is missing")]
    [InlineData("name: a\nname: b", 2, "Duplicate key")]
    [InlineData("- name: a", 1, "This is a list, expected an object")]
    [InlineData("name: [", 2, "no YAML")]
    public void MistakesAreNamedWithTheirLineAndTheFix(string yaml, int line, string says)
    {
        var problem = Assert.Throws<DefinitionException>(() => ProbeReader.Read(YamlDocument.Parse(yaml)));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Equal(line, problem.Line);
    }

    [Fact]
    public void SecretsAreHiddenAndComeBack()
    {
        var stored = ProbeWriter.Write(ProbeReader.Read(YamlDocument.Parse(Everything)));
        var shown = HiddenSecrets.Hide(stored);
        Assert.DoesNotContain("secret", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("abc", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(stored.ToJsonString(), HiddenSecrets.Restore((JsonObject)shown.DeepClone(), stored).ToJsonString());
        Assert.Throws<DefinitionException>(() => HiddenSecrets.Restore(shown, null));
    }
}
