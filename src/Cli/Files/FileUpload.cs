using System.Net.Http.Json;
using Grainwatch.Cli.Connection;

namespace Grainwatch.Cli.Files;

/// <summary>Sends a file to a data source. When the connection breaks it is sent again; what is stored already is not stored twice.</summary>
/// <param name="query">Further parameters, such as <c>dialect_delimiter</c>.</param>
sealed class FileUpload(GrainwatchClient client, string mode, IReadOnlyDictionary<string, string> query, TimeProvider time)
{
    const int MostAttempts = 10;
    static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    public async Task<UploadAnswer> SendAsync(string dataSource, FileInfo file, Action<long> progress, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("N");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Address(dataSource, file)) { Content = new FileContent(file, progress) };
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await client.SendLongAsync(request, cancellationToken);
                return (await answer.Content.ReadFromJsonAsync(CliJson.Default.UploadAnswer, cancellationToken))!;
            }
            catch (ServerException away) when (away.IsTransient && attempt < MostAttempts)
            {
                await Task.Delay(RetryPause, time, cancellationToken);
            }
        }
    }

    string Address(string dataSource, FileInfo file)
    {
        var parameters = new Dictionary<string, string>(query) { ["name"] = dataSource, ["mode"] = mode };
        parameters.TryAdd("format", FormatOf(file.Name));
        return $"v0/datasources?{string.Join('&', parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"))}";
    }

    static string FormatOf(string name)
    {
        var plain = Path.GetExtension(name).ToLowerInvariant() is ".gz" or ".zst" ? Path.GetFileNameWithoutExtension(name) : name;
        return Path.GetExtension(plain).ToLowerInvariant() is ".ndjson" or ".jsonl" or ".json" ? "ndjson" : "csv";
    }
}
