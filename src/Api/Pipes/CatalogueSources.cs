using Grainwatch.Api.Ingest;
using Grainwatch.Pipes.Catalogue;

namespace Grainwatch.Api.Pipes;

/// <summary>Every data source of the catalogue takes events.</summary>
sealed class CatalogueSources(ProjectCatalogue catalogue) : IIngestSources
{
    public IngestSource? Find(string name) =>
        catalogue.Current.DataSources.TryGetValue(name, out var source) ? new IngestSource(source.Name, source.Encoder) : null;
}
