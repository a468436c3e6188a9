namespace Grainwatch.Web.Tests.Support;

[CollectionDefinition(Name)]
public sealed class OneServer : ICollectionFixture<WebServer>
{
    public const string Name = "one server";
}
