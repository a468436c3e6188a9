namespace Grainwatch.Cluster.Tests.Support;

/// <summary>Starting silos takes seconds: the tests that only use them share two.</summary>
[CollectionDefinition(Name)]
public sealed class TwoSilosCollection : ICollectionFixture<TwoSilos>
{
    public const string Name = "two silos";
}
