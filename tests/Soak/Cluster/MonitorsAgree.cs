using System.Globalization;
using System.Net;
using System.Text.Json;
using Grainwatch.Testing.Processes;
using Npgsql;

namespace Grainwatch.Soak.Cluster;

/// <summary>Asks every silo for the live state of every series, and holds it against the counts in Postgres.</summary>
sealed class MonitorsAgree(SoakCluster cluster)
{
    /// <returns>One sentence for each minute that a silo counts differently.</returns>
    public async Task<IReadOnlyList<string>> FindDifferencesAsync()
    {
        var counted = await CountedAsync();
        List<string> differences = [];
        foreach (var silo in cluster.Silos)
        {
            using var client = SoakCluster.Client(silo);
            foreach (var (series, minutes) in counted)
            {
                differences.AddRange(await DifferencesAsync(client, silo, series, minutes));
            }
        }

        return differences;
    }

    static async Task<IReadOnlyList<string>> DifferencesAsync(
        HttpClient client, ServerProcess silo, (string Service, string Severity) series, Dictionary<DateTime, long> minutes)
    {
        using var answer = await client.GetAsync(new Uri($"/v1/series/{series.Service}/{series.Severity}", UriKind.Relative));
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return [$"{silo.Address} answers {(int)answer.StatusCode} for {series}."];
        }

        using var state = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. state.RootElement.GetProperty("window").EnumerateArray()
            .Select(entry => (Minute: entry.GetProperty("minute").GetDateTime(), Count: entry.GetProperty("count").GetInt64()))
            .Where(entry => entry.Count != minutes.GetValueOrDefault(entry.Minute))
            .Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"{silo.Address} counts {entry.Count} of {series} in {entry.Minute:HH:mm}, and Postgres {minutes.GetValueOrDefault(entry.Minute)}."))];
    }

    async Task<Dictionary<(string Service, string Severity), Dictionary<DateTime, long>>> CountedAsync()
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select service, severity, minute, sum(count)::bigint from sources.log_minutes join sources.log_series using (series_id)
            group by service, severity, minute
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<(string, string), Dictionary<DateTime, long>> counted = [];
        while (await reader.ReadAsync())
        {
            var series = (reader.GetString(0), reader.GetString(1));
            counted.TryAdd(series, []);
            counted[series][reader.GetDateTime(2)] = reader.GetInt64(3);
        }

        return counted;
    }
}
