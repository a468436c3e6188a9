using System.Buffers;

namespace Grainwatch.Pipes.Results;

/// <summary>Writes one result, row by row, so that a large one need not be in memory.</summary>
public abstract class ResultFormat
{
    public abstract string ContentType { get; }

    public abstract void Begin(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output);

    /// <param name="values">As text; null is null.</param>
    public abstract void Row(IReadOnlyList<string?> values, IBufferWriter<byte> output);

    public abstract void End(ResultSummary summary, IBufferWriter<byte> output);
}
