using System.Globalization;
using System.Text.Json;
using System.Web;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Support;

/// <summary>What is told of logs, asked for until it is whole: where rows have to be looked at, one answer has what half a second was enough for.</summary>
static class WholeLogAnswers
{
    /// <param name="path">Of <c>/v1/logs</c>, with a query.</param>
    public static async Task<List<JsonElement>> AllLogsAsync(this HttpClient client, string path)
    {
        List<JsonElement> logs = [];
        string? cursor = null;
        do
        {
            using var answer = await client.GetAsync($"{path}&cursor={cursor}");
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var page = await answer.JsonAsync();
            logs.AddRange(page.GetProperty("logs").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        return logs;
    }

    /// <param name="path">Of <c>/v1/logs/histogram</c>, with a query that says from when on.</param>
    public static async Task<JsonElement> WholeHistogramAsync(this HttpClient client, string path)
    {
        var from = DateTimeOffset.Parse(HttpUtility.ParseQueryString(path[path.IndexOf('?', StringComparison.Ordinal)..])["from"]!, CultureInfo.InvariantCulture);
        JsonElement histogram = default;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var answer = await client.GetAsync(path);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
                histogram = await answer.JsonAsync();
                return histogram.GetProperty("counted_from").GetDateTimeOffset() == from;
            },
            "all is counted");
        return histogram;
    }
}
