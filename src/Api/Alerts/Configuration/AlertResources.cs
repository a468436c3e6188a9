using System.Text.Json.Nodes;
using Grainwatch.Api.Errors;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>Changes resources. Whatever is stored is fit to be used as a whole: a change that would leave a hole is refused.</summary>
sealed class AlertResources(AlertResourceTable table, ConfigurationReader reader, TimeProvider clock)
{
    /// <summary>Far more than anybody needs; each is parsed by every process.</summary>
    const int MaxResources = 2000;

    public Task<IReadOnlyList<AlertResource>> ReadAsync(CancellationToken cancellationToken) => table.ReadAsync(cancellationToken);

    /// <summary>Makes or changes one that is not kept in a file.</summary>
    public Task PutAsync(ResourceSpec spec, CancellationToken cancellationToken) => table.ChangeAsync(
        before =>
        {
            RefuseIfInFile(before, spec.Kind, spec.Name);
            return Checked(
                before,
                [.. before.Where(other => !Is(other, spec.Kind, spec.Name)), Store(spec, file: null)],
                spec);
        },
        cancellationToken);

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string kind, string name, CancellationToken cancellationToken)
    {
        var found = false;
        await table.ChangeAsync(
            before =>
            {
                RefuseIfInFile(before, kind, name);
                found = before.Any(other => Is(other, kind, name));
                return found ? Checked(before, [.. before.Where(other => !Is(other, kind, name))]) : before;
            },
            cancellationToken);
        return found;
    }

    /// <summary>
    /// Makes the resources of files be what they say: what they no longer hold is gone, what was made over HTTP under the same name is
    /// replaced.
    /// </summary>
    /// <param name="specs">By the file they are from.</param>
    /// <param name="isOurs">Which of the files that are known is meant: what one of these held and none of the given ones holds is removed.</param>
    public Task ApplyFilesAsync(
        IReadOnlyList<(string File, ResourceSpec Spec)> specs, Func<string, bool> isOurs, CancellationToken cancellationToken) => table.ChangeAsync(
        before =>
        {
            var kept = before.Where(other => other.File is { } file && !isOurs(file)).ToDictionary(other => (other.Kind, other.Name), other => other.File!);
            foreach (var (file, spec) in specs)
            {
                if (!kept.TryAdd((spec.Kind, spec.Name), file))
                {
                    throw spec.Node.Error($"The {spec.Kind} '{spec.Name}' is defined in {kept[(spec.Kind, spec.Name)]} already. Keep it in one of the files.");
                }
            }

            AlertResource[] after =
            [
                .. before.Where(other => (other.File is not { } file || !isOurs(file)) && !specs.Any(entry => Is(other, entry.Spec.Kind, entry.Spec.Name))),
                .. specs.Select(entry => Store(entry.Spec, entry.File)),
            ];
            return Same(before, after) ? before : Checked(before, after, [.. specs.Select(entry => entry.Spec)]);
        },
        cancellationToken);

    /// <summary>Reads everything as it would be, the new ones from where they were written, so that errors say the line.</summary>
    AlertResource[] Checked(IReadOnlyList<AlertResource> before, AlertResource[] after, params IReadOnlyList<ResourceSpec> written)
    {
        if (after.Length > MaxResources && after.Length > before.Count)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"There would be {after.Length} resources; at most {MaxResources} are allowed.");
        }

        reader.Read(after.Select(resource => written.FirstOrDefault(spec => Is(resource, spec.Kind, spec.Name)) ?? ResourceSpec.Of(resource)));
        return after;
    }

    AlertResource Store(ResourceSpec spec, string? file) =>
        new(spec.Kind, spec.Name, spec.Node.ToJson()?.ToJsonString() ?? "{}", file, clock.GetUtcNow());

    static void RefuseIfInFile(IReadOnlyList<AlertResource> before, string kind, string name)
    {
        if (before.FirstOrDefault(other => Is(other, kind, name)) is { File: { } file })
        {
            throw new ApiException(StatusCodes.Status409Conflict, $"The {kind} '{name}' is defined in {file}. Change it there.");
        }
    }

    static bool Is(AlertResource resource, string kind, string name) => resource.Kind == kind && resource.Name == name;

    /// <summary>A restart with the same files must not count as a change. Postgres keeps jsonb in an order of its own, so texts are compared as JSON.</summary>
    static bool Same(IReadOnlyList<AlertResource> before, IReadOnlyList<AlertResource> after) =>
        before.Count == after.Count && after.All(resource => before.Any(other =>
            Is(other, resource.Kind, resource.Name) && other.File == resource.File
            && JsonNode.DeepEquals(
                JsonNode.Parse(other.Spec), JsonNode.Parse(resource.Spec))));
}
