namespace Grainwatch.Pipes.Catalogue;

/// <summary>Where everybody finds the catalogue. A deployment puts another in its place; a request that began keeps the one it has.</summary>
public sealed class ProjectCatalogue
{
    volatile CatalogueSnapshot current = CatalogueSnapshot.Empty;

    public CatalogueSnapshot Current
    {
        get => current;
        set => current = value;
    }
}
