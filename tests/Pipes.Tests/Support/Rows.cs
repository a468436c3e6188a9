using System.Buffers;
using System.Text;
using Grainwatch.Storage;
using Grainwatch.Storage.Ingest;
using Grainwatch.Storage.Maintenance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Pipes.Tests.Support;

/// <summary>Brings JSON rows into a data source as the server does, but for HTTP.</summary>
static class Rows
{
    /// <returns>What was wrong with those that did not fit; they are left out.</returns>
    public static async Task<List<RowProblem>> InsertAsync(this PipeRig rig, string source, IEnumerable<string> rows)
    {
        var encoder = rig.Catalogue.Current.DataSources[source].Encoder!;
        var reader = new EncoderRowReader(encoder);
        var options = new IngestOptions();
        var request = new IngestRequest(source, idempotencyKey: null, new IngestMemory(options));
        List<RowProblem> problems = [];
        foreach (var row in rows.Select(Encoding.UTF8.GetBytes))
        {
            if (encoder.TryEncode(row, new ArrayBufferWriter<byte>(), problems))
            {
                reader.Read(row, final: true, validUtf8: true, request, out _, out _);
            }
        }

        using var metrics = new StorageMetrics();
        await using var committer = new GroupCommitter(
            rig.Database,
            new SeriesRegistry(rig.Database, options, TimeProvider.System),
            new Partitions(new LogPartitions(rig.Database, TimeProvider.System), new TablePartitions(rig.Database, TimeProvider.System)),
            [],
            options,
            metrics,
            TimeProvider.System,
            NullLogger<GroupCommitter>.Instance);
        await committer.CommitAsync(request);
        return problems;
    }
}
