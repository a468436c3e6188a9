using System.Net;
using System.Text;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Api.Tests.Ingest;

public sealed class EventsLimitTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("Grainwatch:Ingest:MaxRequestBytes=1000", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("Grainwatch:Ingest:MaxRowBytes=300", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("Grainwatch:Ingest:MaxQuarantinedRows=2", HttpStatusCode.BadRequest)]
    public async Task RefusesWhatIsPastALimitAndStoresNothing(string setting, HttpStatusCode status)
    {
        await using var server = await GrainwatchServer.StartAsync(postgres, setting);
        var body = $$"""{"a":1}{{"\n"}}{"a":2}{{"\n"}}{"a":3,"b":"{{new string('x', 2000)}}"}""";
        using var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body)));

        foreach (var content in new HttpContent[] { new StringContent(body), chunked, Compressed.Content("gzip", body), Compressed.Content("zstd", body) })
        {
            using var answer = await server.Client.PostAsync(new Uri("/v0/events?name=system_logs", UriKind.Relative), content);

            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(setting.Split('=')[1], (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        await using var count = server.Database.CreateCommand("select count(*) from quarantine");
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }
}
