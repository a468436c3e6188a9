using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Pipes;

public sealed class EventsOfProjectsTests(PipesFixture fixture) : IClassFixture<PipesFixture>
{
    readonly HttpClient client = fixture.Server.Client;

    [Fact]
    public async Task RowsOfADeclaredDataSourceAreStoredAndWhatDoesNotFitIsKept()
    {
        var response = await PostAsync(
            "events",
            """
            {"id": 18446744073709551615, "device": {"OS": "iOS"}, "more": [1]}
            {"id": "3", "device": {"OS": "iOS"}}
            {"id": 4, "device": {}}
            {"id": 5, "device": {"OS": "it's \u00e9"}}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"successful_rows":2,"quarantined_rows":2}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(["5|it's é", "18446744073709551615|iOS"], await RowsAsync("select id, \"device_OS\" from sources.events order by id"));
        Assert.Equal(
            ["3|iOS|id|is no UInt64: \"3\"", "4||device_OS|is missing: expected a LowCardinality(String) at $.device.OS"],
            await RowsAsync("select id, \"device_OS\", c__error_column[1], c__error[1] from sources.events_quarantine order by id"));
    }

    [Fact]
    public async Task ThresholdsAreADataSourceLikeAnyOther()
    {
        var response = await PostAsync(
            "log_anomaly_thresholds",
            """{"service": "authentication", "severity": "ERROR", "threshold_per_minute": 10.5, "active": 1, "updated_at": "2023-06-01 12:00:00"}""");

        Assert.Equal("""{"successful_rows":1,"quarantined_rows":0}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(["10.5"], await RowsAsync("select threshold_per_minute from sources.active_thresholds where service = 'authentication'"));
    }

    [Fact]
    public async Task LogsShowUpInThePipes()
    {
        var response = await PostAsync(
            "system_logs",
            """
            {
              "timestamp": "2023-06-01 14:30:00", "server_id": "srv-001", "service": "authentication", "severity": "ERROR", "message": "Failed login attempt",
              "error_code": "AUTH-401", "resource_id": "user-123", "metadata": "{\"ip\": \"192.168.1.1\"}"
            }
            """);

        Assert.Equal("""{"successful_rows":1,"quarantined_rows":0}""", await response.Content.ReadAsStringAsync());
        var range = "start_time=2023-06-01%2000:00:00&end_time=2023-06-02%2000:00:00&severity=ERROR&service=authentication&limit=50";
        var logs = await (await client.GetAsync($"/v0/pipes/recent_logs.json?{range}")).JsonAsync();
        Assert.Equal("{\"ip\": \"192.168.1.1\"}", logs.GetProperty("data")[0].GetProperty("metadata").GetString());
        var distribution = await (await client.GetAsync($"/v0/pipes/error_distribution.json?{range}")).JsonAsync();
        Assert.Equal(1, distribution.GetProperty("data")[0].GetProperty("error_count").GetInt64());
    }

    [Fact]
    public async Task AnUnknownDataSourceIsNotFound() => Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("nothing", "{}")).StatusCode);

    Task<HttpResponseMessage> PostAsync(string source, string body) =>
        client.PostAsync($"/v0/events?name={source}&wait=true", new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"));

    async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = fixture.Server.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
