using System.Globalization;
using System.Text.Json;
using System.Web;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Support;

static class LogHistograms
{
    /// <summary>Asks until all is counted: where rows have to be looked at, an answer has what could be counted in half a second.</summary>
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
