using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Ingest;

/// <summary>Which data sources take rows.</summary>
public interface IIngestSources
{
    /// <returns>Null when there is no such data source.</returns>
    IngestSource? Find(string name);
}

/// <param name="Encoder">Null for <c>system_logs</c>, whose rows go the way that is made for them.</param>
public sealed record IngestSource(string Name, IRowEncoder? Encoder);
