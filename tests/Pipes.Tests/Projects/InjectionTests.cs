using System.Text.Json.Nodes;
using Grainwatch.Pipes.Templates;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Pipes.Tests.Projects;

/// <summary>Whatever a parameter of a pipe holds, it is a value and nothing else.</summary>
public sealed class InjectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly string[] Attempts =
    [
        "'", "\"", "\\", "' or 1=1 --", "' or '1'='1", "1; drop table grainwatch.series", "1) union select 1 --", "$1", "$$", "%", "_", "{{1/0}}", "{% error('x') %}", "/*", "--",
        "'; select pg_sleep(5); --", "\\' or 1=1 --", "\u02bc or 1=1 --", "\uff07", "now()", "null", "(select 1)", "E'\\x27'", "a\nb", "a\tb", "\u0001", "😀", "null::text", "0x1", "1e5", "-1", "NaN",
    ];

    static readonly string[] Numbers = ["-1", "1e5"];

    [Fact]
    public async Task EveryParameterOfEveryPipe()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);
        await rig.ExecuteAsync(
            """
            insert into series (service, severity) values ('api', 'ERROR');
            create table log_entries_all partition of log_entries for values from ('2000-01-01') to ('2100-01-01');
            insert into log_entries select 1, date_trunc('second', now()), '', 'm', '', '', '';
            insert into log_minute_deltas values (1, date_trunc('minute', now()), 1);
            insert into log_anomaly_thresholds (service, severity, threshold_per_minute, active, updated_at) values ('*', '*', 0.5, 1, now());
            """);
        await rig.InsertAsync("events", ["""{"event_id":"1","event_type":"a","user_id":"u","session_id":"s","timestamp":"2026-01-01 00:00:00","platform":"web","app_version":"","device_type":"","os":"","country":"","properties":""}"""]);
        await rig.InsertAsync("audit_log_hfi", ["""{"datetime":"2026-01-01 00:00:00","company_id":1,"event":"a","payload":{"author":"","entity_id":""},"device":{"OS":"","browser":""}}"""]);
        var tried = 0;
        foreach (var pipe in rig.Catalogue.Current.Pipes.Values)
        {
            foreach (var parameter in pipe.Parameters)
            {
                foreach (var attempt in Attempts)
                {
                    tried++;
                    try
                    {
                        var result = await rig.AskAsync(pipe.Name, (parameter.Name, attempt));

                        // Text is a value that matches nothing; where it is a substring to look for, '_' and the like must be no patterns either.
                        Assert.True(parameter.Type == "String" || Numbers.Contains(attempt), $"{pipe.Name}.{parameter.Name} took {attempt}");
                        if (parameter.Type == "String")
                        {
                            Assert.Equal(0, result["rows"]!.GetValue<int>());
                        }
                    }
                    catch (TemplateException)
                    {
                        Assert.NotEqual("String", parameter.Type);
                    }
                    catch (Npgsql.PostgresException e) when (e.SqlState == "2201W" || e.SqlState == "2201X")
                    {
                        // A negative LIMIT or OFFSET is a value, and Postgres says no.
                        Assert.Equal("-1", attempt);
                    }
                }
            }
        }

        Assert.True(tried > 500);
        Assert.Equal(1, await CountAsync(rig));
    }

    [Fact]
    public async Task AValueThatIsStoredIsFoundByItself()
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);
        foreach (var attempt in Attempts.Where(a => a.All(c => c >= ' ')))
        {
            var row = JsonNode.Parse("""{"event_id":"1","event_type":"a","user_id":"u","session_id":"s","timestamp":"2026-01-01 00:00:00","platform":"web","app_version":"","device_type":"","os":"","country":"","properties":""}""")!;
            row["user_id"] = attempt;
            Assert.Empty(await rig.InsertAsync("events", [row.ToJsonString()]));

            Assert.Equal(attempt, (await rig.AskAsync("user_activity", ("user_id", attempt)))["data"]![0]!["user_id"]!.GetValue<string>());
        }
    }

    static async Task<long> CountAsync(PipeRig rig)
    {
        await using var command = rig.Database.CreateCommand("select count(*) from grainwatch.series");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
