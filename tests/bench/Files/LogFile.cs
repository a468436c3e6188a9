using System.Text;
using System.Text.Json;
using Grainwatch.Bench.Ingest;

namespace Grainwatch.Bench.Files;

/// <summary>A file of logs, as CSV or NDJSON.</summary>
static class LogFile
{
    /// <returns>How many rows it has.</returns>
    public static async Task<int> WriteAsync(string path, long bytes, bool isCsv, DateTimeOffset now)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        if (isCsv)
        {
            await file.WriteLineAsync("timestamp,server_id,service,severity,message,error_code,resource_id,metadata");
        }

        var (rows, written) = (0, 0L);
        while (written < bytes)
        {
            var line = Line(BenchEvents.Create(rows++, now), isCsv);
            await file.WriteLineAsync(line);
            written += line.Length + 1;
        }

        return rows;
    }

    static string Line(BenchEvent log, bool isCsv)
    {
        var time = log.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        var metadata = log.Metadata.Replace("\\", "", StringComparison.Ordinal);
        return isCsv
            ? $"{time},{log.ServerId},{log.Service},{log.Severity},{Quote(log.Message)},{log.ErrorCode},{log.ResourceId},{Quote(metadata)}"
            : JsonSerializer.Serialize(new
            {
                timestamp = time, server_id = log.ServerId, service = log.Service, severity = log.Severity,
                message = log.Message, error_code = log.ErrorCode, resource_id = log.ResourceId, metadata,
            });
    }

    static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
