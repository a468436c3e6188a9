using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Security;

/// <summary>Two tenants in the same data sources never learn of each other, whatever they ask and whatever it answers.</summary>
[Collection(TwoTenantsCollection.Name)]
public sealed partial class TenantIsolationTests(TwoTenants tenants)
{
    const string Range = "start_time=2026-03-01 09:00:00&end_time=2026-03-01 10:00:00&start_date=2026-03-01 09:00:00&end_date=2026-03-01 10:00:00";

    static readonly string[] Formats = ["json", "csv", "csvwithnames", "ndjson", "prometheus"];

    static readonly string[] Parameters =
    [
        "",
        Range,
        $"{Range}&limit=2&page_size=2&page=1",
        $"{Range}&user_id=alba-1&service=alba-0&api_name=alba-1&company_id=1",
        $"{Range}&user_id=umbra-1&service=umbra-0&api_name=umbra-1&company_id=2&event_like=umbra&platform=umbra",
    ];

    static readonly string[] OverResults =
    [
        "select count(*) as n from _",
        "select count(*) as n, min(r::text) as least, max(r::text) as most from _ r",
        "select * from _ limit 3",
        "select r::text as one from _ r order by 1 desc",
        "select count(*) as n from _ a cross join _ b",
    ];

    /// <summary>Each data source, what is computed from it, and ways to reach round a filter.</summary>
    static readonly string[] OwnSql =
    [
        .. new[] { "system_logs", "events", "audit_log_hfi", "companies", "api_metrics", "log_anomaly_thresholds" }.SelectMany(source => new[]
        {
            $"select count(*) as n from {source}",
            $"select s::text as one from {source} s order by 1",
            $"select count(*) as n from (table {source}) t",
            $"select count(*) as n from only \"{source}\"",
            $"with {source} as (select * from {source}) select count(*) as n from {source}",
            $"with x as (with {source} as (select * from {source}) select * from {source}) select count(*) as n from x",
            $"select (select count(*) from {source}) as n, exists (select from {source} s where s::text like '%umbra%') as there",
            $"select count(*) as n from {source} a full join {source} b on true where a::text like '%umbra%' or b::text like '%umbra%'",
            $"select count(*) as n from (select 1) x right join lateral (select * from {source}) s on s::text like '%umbra%'",
            $"select count(*) over () as n, first_value(s::text) over (order by s::text desc) as last from {source} s limit 1",
            $"(select s::text as one from {source} s) except (select s::text from {source} s where s::text like '%alba%')",
            $"select count(*) as n from {source}_quarantine",
        }),
        "select minute, sum(count) as n from log_minutes group by 1 order by 1",
        "select hour, sum(count) as n from log_hours group by 1 order by 1",
        "select service, severity from log_series order by 1, 2",
        "select message from system_logs_by_series order by 1",
        "select service, threshold_per_minute from active_thresholds order by 1",
        "select service from log_anomaly_thresholds_by_arrival order by 1",
        "with recursive r(n) as (select count(*) from events union all select n + 1 from r where n < 30) select max(n) as n from r",
    ];

    public static TheoryData<string> Pipes => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "projects"), "*.pipe", SearchOption.AllDirectories)
        .Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Pipes))]
    public async Task APipeAnswersAsIfTheTenantWereAlone(string pipe)
    {
        var found = 0;
        var paths = Parameters.Select(parameters => $"{pipe}.json?{parameters}")
            .Concat(Formats.Select(format => $"{pipe}.{format}?{Range}&user_id=alba-1"))
            .Concat(OverResults.Select(q => $"{pipe}.json?{Range}&user_id=alba-1&q={Uri.EscapeDataString(q)}"));
        foreach (var path in paths)
        {
            found += await SameAsAloneAsync(path);
        }

        Assert.True(found > 0, "nothing was found anywhere: the test compares nothing");
    }

    [Fact]
    public async Task SqlOverAResultAnswersAsIfTheTenantWereAlone()
    {
        var found = 0;
        foreach (var sql in OwnSql)
        {
            found += await SameAsAloneAsync($"event_stats.json?q={Uri.EscapeDataString(sql)}");
        }

        Assert.True(found > 0, "nothing was found anywhere: the test compares nothing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("TSVWithNames")]
    [InlineData("JSON")]
    [InlineData("JSONEachRow")]
    [InlineData("CSV")]
    [InlineData("CSVWithNames")]
    [InlineData("Prometheus")]
    public async Task SqlAnswersAsIfTheTenantWereAlone(string format)
    {
        var found = 0;
        foreach (var sql in format == "JSON" ? OwnSql : OwnSql[..13])
        {
            found += await SameAsAloneAsync($"/v0/sql?q={Uri.EscapeDataString(format.Length > 0 ? $"{sql} FORMAT {format}" : sql)}");
        }

        Assert.True(found > 0 || format != "JSON", "nothing was found anywhere: the test compares nothing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("&severity=ERROR")]
    [InlineData("&service=alba-1")]
    [InlineData("&service=umbra-1")]
    [InlineData("&text=umbra")]
    public async Task LogsAreLookedForAndCountedAsIfTheTenantWereAlone(string query)
    {
        const string Time = "from=2026-03-01T09:00:00Z&to=2026-03-01T10:00:00Z";
        var histogram = $"/v1/logs/histogram?{Time}&slices=6{query}";
        var search = $"/v1/logs?{Time}&limit=15{query}";
        var counted = await CountedAsync(tenants.Alone, tenants.FirstAlone, histogram);
        var alone = await MessagesAsync(tenants.Alone, tenants.FirstAlone, search);
        foreach (var token in new[] { tenants.First, tenants.FirstJwt })
        {
            Assert.Equal(counted, await CountedAsync(tenants.Shared, token, histogram));
            Assert.Equal(alone, await MessagesAsync(tenants.Shared, token, search));
        }

        Assert.Equal(query.Contains(TwoTenants.Secret, StringComparison.Ordinal), alone.Count == 0);
    }

    /// <summary>A condition that fails on a row, or takes long on it, tells that the row is there.</summary>
    [Theory]
    [InlineData("select count(*) as n from events where 1 / (position('umbra' in user_id) - 1) <> 0")]
    [InlineData("select count(*) as n from events where case when user_id like 'umbra%' then properties::int = 1 else true end")]
    [InlineData("select count(*) as n from audit_log_hfi where 1 / (company_id - 2) <> 0")]
    [InlineData("select count(*) as n from companies where 1 / (company_id - 2) <> 0")]
    [InlineData("select count(*) as n from system_logs where case when service like 'umbra%' then message::int > 0 else true end")]
    [InlineData("select count(*) as n from log_series where case when service like 'umbra%' then service::int > 0 else true end")]
    [InlineData("select count(*) as n from active_thresholds where case when service like 'umbra%' then service::int > 0 else true end")]
    [InlineData("select count(*) as n from api_metrics where case when api_name like 'umbra%' then address::int > 0 else true end")]
    public async Task NoConditionIsTriedOnTheOthersRows(string sql)
    {
        using var answer = await AskAsync(tenants.Shared, tenants.First, $"event_stats.json?q={Uri.EscapeDataString(sql)}");

        Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("select properties::int as n from events")]
    [InlineData("select user_id::timestamp as n from events order by user_id desc")]
    [InlineData("select message::inet as n from system_logs order by message desc")]
    [InlineData("select (name || '-')::uuid as n from companies order by name desc")]
    [InlineData("select max(payload_author)::int as n from audit_log_hfi")]
    public async Task AnErrorRepeatsOnlyTheTenantsOwnValues(string sql)
    {
        using var answer = await AskAsync(tenants.Shared, tenants.First, $"event_stats.json?q={Uri.EscapeDataString(sql)}");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(TwoTenants.Own, text, StringComparison.Ordinal);
        Assert.DoesNotContain(TwoTenants.Secret, text, StringComparison.Ordinal);
    }

    /// <summary>Evaluated on the other's rows this would run for minutes: its time does not depend on whether a guess is right.</summary>
    [Theory]
    [InlineData("umbra-1")]
    [InlineData("nobody")]
    public async Task TheTimeOfACountTellsNothingOfTheOthersRows(string guess)
    {
        await using (var fill = tenants.Shared.Database.CreateCommand(
            """
            create table if not exists grainwatch_partitions.events_2025_01 partition of grainwatch_data.events for values from ('2025-01-01 00:00:00+00') to ('2025-02-01 00:00:00+00');
            insert into grainwatch_data.events (event_id, event_type, user_id, session_id, timestamp, platform, app_version, device_type, os, country, properties)
            select 'umbra', 'umbra', 'umbra-1', 'umbra', '2025-01-01', '', '', '', '', '', '' from generate_series(1, 3000)
            """))
        {
            await fill.ExecuteNonQueryAsync();
        }

        var sql = $"select count(*) as n from events where user_id = '{guess}' and length(md5(repeat(user_id, 1000000))) > 0";
        var started = Stopwatch.GetTimestamp();
        using var answer = await AskAsync(tenants.Shared, tenants.First, $"event_stats.json?q={Uri.EscapeDataString(sql)}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        Assert.Equal(0, (await answer.JsonAsync()).GetProperty("data")[0].GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task NoValueOfAParameterReachesTheOthersRows()
    {
        string[] attempts =
        [
            "' or 1=1 --", "') or ('1'='1", "1) union select * from events --", "umbra%", "%umbra%", "{{columns('events')}}", "{% for x in range(9) %}{{x}}{% end %}", "{{error('umbra')}}",
            "$1", "\\", "'; set role postgres; --", "sources.events", "1 or true",
        ];
        var expected = await RowsOfBothAsync();
        foreach (var pipe in tenants.Pipes)
        {
            foreach (var parameter in pipe.GetProperty("nodes").EnumerateArray().SelectMany(node => node.GetProperty("params").EnumerateArray()).Select(p => p.GetProperty("name").GetString()).Distinct())
            {
                foreach (var attempt in attempts)
                {
                    using var answer = await AskAsync(tenants.Shared, tenants.First, $"{pipe.GetProperty("name").GetString()}.csv?{parameter}={Uri.EscapeDataString(attempt)}");
                    var text = await answer.Content.ReadAsStringAsync();
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, text);
                    // An error may repeat what was sent.
                    Assert.DoesNotContain(TwoTenants.Secret, text.Replace(attempt, "", StringComparison.Ordinal).Replace(JsonEncodedText.Encode(attempt).ToString(), "", StringComparison.Ordinal), StringComparison.Ordinal);
                }
            }
        }

        Assert.Equal(expected, await RowsOfBothAsync());
    }

    [Theory]
    [InlineData("/v1/series")]
    [InlineData("/v1/series/umbra-0/ERROR")]
    [InlineData("/v1/anomalies")]
    [InlineData("/v1/anomalies/stream")]
    [InlineData("/v1/thresholds")]
    [InlineData("/v1/thresholds/umbra-0/ERROR")]
    [InlineData("/v1/status")]
    [InlineData("/status")]
    [InlineData("/v1/probes")]
    public async Task WhatIsAboutAllRowsIsNotShown(string path)
    {
        foreach (var token in new[] { tenants.First, tenants.FirstJwt, tenants.Second })
        {
            using var client = tenants.Shared.CreateClient(token);
            using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    /// <returns>1 when there was something to compare.</returns>
    async Task<int> SameAsAloneAsync(string path)
    {
        var alone = await TextAsync(tenants.Alone, tenants.FirstAlone, path);
        foreach (var token in new[] { tenants.First, tenants.FirstJwt })
        {
            var shared = await TextAsync(tenants.Shared, token, path);
            Assert.True(alone == shared, $"{path}\nalone:\n{alone}\nshared:\n{shared}");
        }

        var other = await TextAsync(tenants.Shared, tenants.Second, path);
        Assert.False(other.Contains(TwoTenants.Own, StringComparison.Ordinal) && !path.Contains(TwoTenants.Own, StringComparison.Ordinal), $"{path}\n{other}");
        return alone.Contains("\"rows\":", StringComparison.Ordinal) && !alone.Contains("\"rows\":0", StringComparison.Ordinal) ? 1 : 0;
    }

    static async Task<string> TextAsync(GrainwatchServer server, string token, string path)
    {
        using var answer = await AskAsync(server, token, path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode < 500, $"{path}\n{text}");
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType}\n{Elapsed().Replace(text, "")}";
    }

    static async Task<HttpResponseMessage> AskAsync(GrainwatchServer server, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.BaseAddress, path.StartsWith('/') ? path : $"/v0/pipes/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.Anonymous.SendAsync(request);
    }

    static async Task<string> CountedAsync(GrainwatchServer server, string token, string path)
    {
        using var client = server.CreateClient(token);
        return (await client.WholeHistogramAsync(path)).GetRawText();
    }

    static async Task<IReadOnlyList<string?>> MessagesAsync(GrainwatchServer server, string token, string path)
    {
        using var client = server.CreateClient(token);
        return [.. (await client.AllLogsAsync(path)).Select(log => log.GetProperty("message").GetString())];
    }

    async Task<string> RowsOfBothAsync()
    {
        await using var count = tenants.Shared.Database.CreateCommand(
            "select concat_ws(' ', (select count(*) from sources.events), (select count(*) from sources.system_logs), (select count(*) from sources.audit_log_hfi), (select count(*) from sources.api_metrics))");
        return (string)(await count.ExecuteScalarAsync())!;
    }

    [GeneratedRegex("\"elapsed\":[0-9.eE+-]+,?")]
    private static partial Regex Elapsed();
}
