using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Pipes;

/// <summary>A server with the projects that ship, and some small pipes of the tests' own.</summary>
public sealed class PipesFixture : IAsyncLifetime
{
    readonly PostgresFixture postgres = new();
    readonly string folder = Directory.CreateTempSubdirectory("grainwatch-projects-").FullName;
    GrainwatchServer? server;

    public GrainwatchServer Server => server ?? throw new InvalidOperationException("The fixture has not started.");

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "projects", "log-anomaly")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        Write("events.datasource", "SCHEMA >\n    `id` UInt64 `json:$.id`,\n    `device_OS` LowCardinality(String) `json:$.device.OS`\n\nENGINE_SORTING_KEY \"id\"\n");
        Pipe("echo", "select {{String(s)}} as s, {{Int32(n, 0)}} as n");
        Pipe("numbers", "select i from generate_series(1, 3) i where i = any({{Array(ids, 'Int32')}}) order by i");
        Pipe("refuse", "{{custom_error({'reason': 'teapot'}, 418)}}");
        Pipe("divide", "select 1 / {{Int32(n)}} as x");
        Pipe("slow", "select count(*) from generate_series(1, {{Int32(seconds, 0)}} * 100000000::bigint) i");
        Pipe(
            "types",
            """
            select 'it''s "q"'::text as s, 5 as n, 18446744073709551615::numeric(20, 0) as big, 1.50::numeric as f, 'NaN'::float8 as nan, true as b,
                '2026-11-20 09:15:00+00'::timestamptz as t, '2026-11-20 09:15:00.1+00'::timestamptz(3) as t3, '2026-11-20'::date as d,
                array['a', 'b'] as list, null::text as nothing
            """);
        Pipe(
            "metrics",
            """
            select * from (values
                ('z', 2, '', '', '{"le": "1", "count": ""}'::json, null::bigint),
                ('logs_total', 3, 'Logs', 'counter', '{"service": "a\"b"}', null),
                ('logs_total', 4, 'Logs', 'counter', '{"service": "c"}', 1795170000000)
            ) m (name, value, help, type, labels, timestamp)
            """);
        await postgres.InitializeAsync();
        server = await GrainwatchServer.StartAsync(postgres, $"Grainwatch:Projects={folder}", "Grainwatch:Pipes:Timeout=00:00:05");
        await using var fill = server.Database.CreateCommand(
            """
            insert into series (service, severity) values ('api', 'ERROR');
            create table log_entries_2026_03_01 partition of log_entries for values from ('2026-03-01') to ('2026-03-02');
            insert into log_entries select 1, '2026-03-01 09:00+00'::timestamptz + i * interval '1 minute', 'srv', 'm', '', '', '{}' from generate_series(1, 10) i
            """);
        await fill.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    void Pipe(string name, string sql) =>
        Write($"{name}.pipe", $"NODE {name}_node\nSQL >\n    %\n    {sql.Replace("\n", "\n    ", StringComparison.Ordinal)}\n\nTYPE endpoint\n");

    void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);
}
