namespace Grainwatch.Domain.Probes;

/// <summary>Which probe needs which.</summary>
public static class ProbeGraph
{
    /// <summary>
    /// The first mistake in the dependencies of <paramref name="probes"/>, as (probe, what is wrong), or null: a name that no probe has,
    /// or a circle, in which each would wait for the other.
    /// </summary>
    public static (string Probe, string Problem)? Check(IReadOnlyCollection<Probe> probes)
    {
        var byName = probes.ToDictionary(probe => probe.Name, StringComparer.Ordinal);
        HashSet<string> clear = new(StringComparer.Ordinal);
        List<string> path = [];
        foreach (var probe in probes)
        {
            if (Visit(probe.Name) is { } problem)
            {
                return problem;
            }
        }

        return null;

        (string, string)? Visit(string name)
        {
            if (clear.Contains(name))
            {
                return null;
            }

            if (path.IndexOf(name) is >= 0 and var start)
            {
                return (name, $"depends on itself: {string.Join(" -> ", path[start..])} -> {name}. Take one of these out of depends_on.");
            }

            path.Add(name);
            foreach (var parent in byName[name].DependsOn)
            {
                var problem = byName.ContainsKey(parent)
                    ? Visit(parent)
                    : (name, $"depends on '{parent}', but there is no probe of that name. Correct the name, or define it.");
                if (problem is not null)
                {
                    return problem;
                }
            }

            path.RemoveAt(path.Count - 1);
            clear.Add(name);
            return null;
        }
    }
}
