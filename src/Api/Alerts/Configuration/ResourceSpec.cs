using System.Text.Json;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>A resource that is being read, from a file, a request or Postgres.</summary>
sealed record ResourceSpec(string Kind, string Name, SpecNode Node)
{
    public static ResourceSpec Of(AlertResource stored)
    {
        using var json = JsonDocument.Parse(stored.Spec);
        var path = stored.Kind == ResourceKind.Route ? "route" : $"{stored.Kind} '{stored.Name}'";
        return new ResourceSpec(stored.Kind, stored.Name, JsonSpec.From(json.RootElement, path));
    }

    /// <summary>The resources of a file.</summary>
    /// <exception cref="SpecException">Something is not known, or a name is missing or comes twice.</exception>
    public static IReadOnlyList<ResourceSpec> ReadFile(string text, string file)
    {
        var spec = YamlSpec.Parse(text, file).Read();
        List<ResourceSpec> resources = [];
        foreach (var (field, kind) in ResourceKind.Lists)
        {
            foreach (var node in spec.List(field))
            {
                var name = node.Read().RequiredText("name", "checkout");
                if (resources.Exists(other => other.Kind == kind && other.Name == name))
                {
                    throw node.Error($"There are two of the name '{name}'. Rename or remove one.");
                }

                resources.Add(new ResourceSpec(kind, name, node));
            }
        }

        if (spec.Node("route") is { } route)
        {
            resources.Add(new ResourceSpec(ResourceKind.Route, ResourceKind.RootName, route));
        }

        spec.Done();
        return resources;
    }
}
