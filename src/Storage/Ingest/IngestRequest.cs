using System.Buffers;
using System.Text;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// What one request adds to one data source, already encoded. Built by one thread; once handed to the
/// <see cref="GroupCommitter"/> it belongs to that, which also disposes it.
/// </summary>
/// <param name="isAnsweredInTurn">
/// Whether what its sender does when it is answered is short, so that one thread may do that of many requests, one after the other. To wake
/// a thread for each costs more than writing a response.
/// </param>
public sealed class IngestRequest(string source, string? idempotencyKey, IngestMemory memory, bool isAnsweredInTurn = false) : IDisposable
{
    LogRows? logs;
    List<TableRows>? tables;
    ArrayBufferWriter<byte>? quarantineTuple;

    public string Source { get; } = source;

    /// <summary>Null when the caller sent none.</summary>
    public string? IdempotencyKey { get; set; } = idempotencyKey;

    /// <summary>What quarantined rows name the request or the file by that they came with.</summary>
    public string ImportId { get => field ??= Guid.CreateVersion7().ToString(); init; }

    public int SuccessfulRows { get; private set; }

    public int QuarantinedRows { get; private set; }

    /// <summary>Why the first row went to quarantine; null while none did.</summary>
    public string? FirstProblem { get; private set; }

    internal LogRows LogRows => logs ??= new LogRows(memory);

    internal LogRows? Logs => logs;

    internal IReadOnlyList<TableRows> Tables => tables is null ? [] : tables;

    internal TaskCompletionSource<IngestCounts> Answer { get; } =
        new(isAnsweredInTurn ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Timestamp of the arrival at the committer.</summary>
    internal long Submitted { get; set; }

    public int Rows => SuccessfulRows + QuarantinedRows;

    internal IngestCounts Counts => new(SuccessfulRows, QuarantinedRows);

    public void Quarantine(ReadOnlySpan<byte> raw, string column, string reason) => Quarantine(raw, [new RowProblem(column, reason)]);

    /// <param name="json">The row as a JSON object where it was sent as something else.</param>
    public void Quarantine(ReadOnlySpan<byte> raw, IReadOnlyList<RowProblem> problems, string? json = null)
    {
        quarantineTuple ??= new ArrayBufferWriter<byte>();
        QuarantineTuple.Write(quarantineTuple, Source, ImportId, raw, json is null ? raw : Encoding.UTF8.GetBytes(json), problems);
        RowsOf(QuarantineTuple.Target).Add(quarantineTuple.WrittenSpan);
        quarantineTuple.ResetWrittenCount();
        QuarantinedRows++;
        FirstProblem ??= $"{problems[0].Column} {problems[0].Reason}".TrimStart();
    }

    public void Dispose()
    {
        logs?.Dispose();
        tables?.ForEach(table => table.Dispose());
    }

    internal void CountRow() => SuccessfulRows++;

    internal TableRows RowsOf(CopyTarget target)
    {
        tables ??= [];
        if (tables.Find(table => ReferenceEquals(table.Target, target)) is { } known)
        {
            return known;
        }

        var rows = new TableRows(target, memory);
        tables.Add(rows);
        return rows;
    }

    /// <summary>Has the series registry number what is new; rows past its limit go to quarantine.</summary>
    public async ValueTask ResolveSeriesAsync(SeriesRegistry series, int limit)
    {
        if (logs is { HasUnknownSeries: true })
        {
            await logs.ResolveAsync(series, raw =>
            {
                SuccessfulRows--;
                Quarantine(raw.Span, "service", $"is a new series, and the limit of {limit} (Grainwatch:Ingest:MaxSeries) is reached");
            });
        }
    }
}

/// <summary>What a request is answered.</summary>
public readonly record struct IngestCounts(int SuccessfulRows, int QuarantinedRows);
