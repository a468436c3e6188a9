namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>The kinds of resources: how they are stored, what their list is called in a file, and where they are over HTTP.</summary>
static class ResourceKind
{
    public const string Receiver = "receiver";
    public const string Route = "route";
    public const string Maintenance = "maintenance";
    public const string Dependency = "dependency";
    public const string Rule = "rule";

    /// <summary>There is one tree of routes.</summary>
    public const string RootName = "root";

    /// <summary>In files: the field that holds the list of a kind.</summary>
    public static IReadOnlyDictionary<string, string> Lists { get; } = new Dictionary<string, string>
    {
        ["receivers"] = Receiver,
        ["maintenance"] = Maintenance,
        ["dependencies"] = Dependency,
        ["rules"] = Rule,
    };
}
