using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Grainwatch.Domain.Probes;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grainwatch.Bench.Probes;

/// <summary>
/// Many probes against one server process: is the schedule kept, and what does it cost? The moments of the schedule come from the probes'
/// names alone, so each stored result says how late it was.
/// </summary>
static class ProbeBench
{
    public static BenchMode Mode { get; } = new("[PROBES 1000] [INTERVAL_S 15] [MINUTES 10] [HANGING 0]: lateness, memory and CPU of many probes", RunAsync);

    static async Task RunAsync(string[] arguments)
    {
        var probes = Argument(arguments, 0, 1000);
        var interval = TimeSpan.FromSeconds(Argument(arguments, 1, 15));
        var duration = TimeSpan.FromMinutes(Argument(arguments, 2, 10));
        var hanging = Argument(arguments, 3, 0);
        using ScratchFolder folder = new();
        await MeasureAsync(folder, probes, interval, duration, hanging);
    }

    static async Task MeasureAsync(ScratchFolder folder, int probes, TimeSpan interval, TimeSpan duration, int hanging)
    {
        var time = TimeProvider.System;
        await using var postgres = await PrivatePostgres.StartAsync(folder.FullName, NullLogger.Instance, time);
        await using Target good = new(TimeSpan.FromMilliseconds(20));
        await using Target hung = new(Timeout.InfiniteTimeSpan);
        await using ServerProcess server = new(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = Path.Combine(folder.FullName, "server"),
            ["Grainwatch__Projects"] = Path.Combine(Programs.RepositoryRoot(), "projects"),
            ["ConnectionStrings__Grainwatch"] = postgres.ConnectionString,
            ["Grainwatch__Probes__AllowedNetworks__0"] = "127.0.0.0/8",
        });
        await server.StartAsync();
        await DefineAsync(server, probes, interval, hanging, good.Port, hung.Port);
        Console.WriteLine($"{probes} probes every {interval.TotalSeconds:0} s, {hanging} of them at a target that hangs, for {duration.TotalMinutes:0.#} minutes");
        // From the second interval on: the first has the start of all of them in it.
        await Task.Delay(interval, time);
        var from = time.GetUtcNow();
        using ProcessMeter meter = new(server.Id);
        using PeriodicTimer minutes = new(duration < TimeSpan.FromMinutes(2) ? duration / 4 : TimeSpan.FromMinutes(1));
        Console.WriteLine("  memory of the server, MB:");
        while (time.GetUtcNow() - from < duration && await minutes.WaitForNextTickAsync())
        {
            Console.WriteLine(FormattableString.Invariant($"    {(time.GetUtcNow() - from).TotalMinutes,5:0.0} min  {meter.Megabytes,6:0}"));
        }

        var to = time.GetUtcNow();
        Console.WriteLine(FormattableString.Invariant($"  CPU of the server: {meter.CpuShare:P0} of one core"));
        // What has begun is stored.
        await Task.Delay(interval, time);
        await ReportAsync(postgres.ConnectionString, probes - hanging, interval, from, to);
        NpgsqlConnection.ClearAllPools();
    }

    static async Task DefineAsync(ServerProcess server, int probes, TimeSpan interval, int hanging, int good, int hung)
    {
        using HttpClient client = new() { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Token);
        for (var i = 0; i < probes; i++)
        {
            var port = i < hanging ? hung : good;
            var definition = string.Create(
                CultureInfo.InvariantCulture, $$"""{"type":"http","url":"http://127.0.0.1:{{port}}/","interval":"{{interval.TotalSeconds}}s","timeout":"10s"}""");
            using var answer = await client.PutAsync(
                new Uri($"/v1/probes/{Name(i, hanging)}", UriKind.Relative), new StringContent(definition, Encoding.UTF8, "application/json"));
            answer.EnsureSuccessStatusCode();
        }
    }

    static string Name(int i, int hanging) => i < hanging ? $"hanging-{i}" : $"probe-{i}";

    static async Task ReportAsync(string connectionString, int probes, TimeSpan interval, DateTimeOffset from, DateTimeOffset to)
    {
        ProbeSchedule schedule = new(interval);
        List<double> lateness = [];
        Dictionary<string, int> runs = new(StringComparer.Ordinal);
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(
            "select api_name, timestamp from sources.api_metrics where api_name like 'probe-%' and timestamp >= $1 and timestamp < $2", connection);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = to });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (name, at) = (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
            // The moment that it ran for is the last one before it; results carry milliseconds.
            var due = schedule.After(at - (interval * 1.2), name);
            for (var next = schedule.After(due, name); next <= at.AddMilliseconds(1); next = schedule.After(next, name))
            {
                due = next;
            }

            lateness.Add((at - due).TotalMilliseconds);
            runs[name] = runs.GetValueOrDefault(name) + 1;
        }

        lateness.Sort();
        var expected = probes * ((to - from) / interval);
        Console.WriteLine(FormattableString.Invariant($"  runs: {lateness.Count} of {expected:0} ({lateness.Count / expected:P2}); fewest of a probe {runs.Values.Min()}, most {runs.Values.Max()}"));
        Console.WriteLine(FormattableString.Invariant(
            $"  lateness ms: p50 {At(0.5):0}, p90 {At(0.9):0}, p99 {At(0.99):0}, p99.9 {At(0.999):0}, most {lateness[^1]:0}"));

        double At(double share) => lateness[(int)(share * (lateness.Count - 1))];
    }

    static int Argument(string[] arguments, int index, int otherwise) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;
}
