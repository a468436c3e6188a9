namespace Grainwatch.Cli.Connection;

/// <summary>Waits for a server that is still starting.</summary>
static class ServerReadiness
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task WaitAsync(Uri url, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url };
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(http, cancellationToken))
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                throw new ServerException($"The server at {url} is not ready. Is it running?");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
