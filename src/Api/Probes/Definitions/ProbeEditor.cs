using System.Text.Json;
using System.Text.Json.Nodes;
using Grainwatch.Api.Errors;
using Grainwatch.Api.Probes.Scheduling;
using Grainwatch.Domain.Probes;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Definitions;

/// <summary>Changes the definitions of probes on behalf of the API. In force when the call returns; on other processes within seconds.</summary>
sealed class ProbeEditor(ProbeTable table, ProbeSettings settings, ProbePlacer placer, ProbeScheduler scheduler)
{
    public const string Documentation = "/docs/probes#define";

    /// <param name="name">Null takes the one in the definition, which must then be new.</param>
    /// <returns>The name, and whether there was no such probe before.</returns>
    /// <exception cref="ApiException">400: the definition is wrong; 409: the name is taken, or the probe stands in a file.</exception>
    public async Task<(string Name, bool IsNew)> PutAsync(string? name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var document = Object(body);
        var create = name is null;
        name ??= document["name"]?.GetValueKind() == JsonValueKind.String ? document["name"]!.GetValue<string>() : "";
        document["name"] ??= name;
        var isNew = false;
        await table.ChangeAsync(
            async change =>
            {
                var stored = await change.LoadAsync();
                var before = stored.FirstOrDefault(known => known.Name == name);
                isNew = before is null;
                Refuse(create && !isNew, StatusCodes.Status409Conflict, $"There is a probe '{name}' already. Change it with PUT /v1/probes/{name}.");
                RefuseFile(before);
                Refuse(isNew && stored.Count >= settings.MaxProbes, StatusCodes.Status409Conflict,
                    $"There are {stored.Count} probes, as many as may be (Grainwatch__Probes__MaxProbes). Delete one, or raise the setting.");
                var probe = Read(document, before);
                Refuse(probe.Name != name, StatusCodes.Status400BadRequest, $"name is '{probe.Name}', but the URL says '{name}'. Make them the same.");
                CheckGraph([.. stored.Where(known => known.Name != name).Select(ProbeCatalog.Parse), probe]);
                await change.PutAsync(name, ProbeWriter.Write(probe).ToJsonString(), file: null, HeartbeatKeys.For(probe));
            },
            cancellationToken);
        await ApplyAsync(cancellationToken);
        return (name, isNew);
    }

    /// <exception cref="ApiException">404: there is none; 409: it stands in a file, or others depend on it.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await table.ChangeAsync(
            async change =>
            {
                var stored = await change.LoadAsync();
                RefuseFile(stored.FirstOrDefault(known => known.Name == name) ?? throw NotFound(name));
                CheckGraph([.. stored.Where(known => known.Name != name).Select(ProbeCatalog.Parse)]);
                await change.DeleteAsync(name);
            },
            cancellationToken);
        await ApplyAsync(cancellationToken);
    }

    /// <exception cref="ApiException">404: there is none.</exception>
    public async Task PauseAsync(string name, bool paused, CancellationToken cancellationToken)
    {
        if (!await table.PauseAsync(name, paused, cancellationToken))
        {
            throw NotFound(name);
        }

        await ApplyAsync(cancellationToken);
    }

    public static ApiException NotFound(string name) =>
        new(StatusCodes.Status404NotFound, $"There is no probe '{name}'. GET /v1/probes lists what there is.", Documentation);

    async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await placer.PlaceAsync(cancellationToken);
        scheduler.Apply();
    }

    static JsonObject Object(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 20 }) as JsonObject
                ?? throw Wrong("The body is no JSON object. Send the probe's definition.");
        }
        catch (JsonException wrong)
        {
            throw Wrong($"The body is no JSON object: {wrong.Message}");
        }
    }

    static Probe Read(JsonObject document, StoredProbe? before)
    {
        try
        {
            var whole = HiddenSecrets.Restore(document, before is null ? null : (JsonObject)JsonNode.Parse(before.Definition)!);
            return ProbeReader.Read(JsonBody.Parse(JsonSerializer.SerializeToUtf8Bytes(whole)));
        }
        catch (DefinitionException problem)
        {
            throw Wrong(problem.Message);
        }
    }

    static void CheckGraph(IReadOnlyCollection<Probe> probes)
    {
        if (ProbeGraph.Check(probes) is var (name, problem))
        {
            throw new ApiException(StatusCodes.Status409Conflict, $"The probe '{name}' {problem}", Documentation);
        }
    }

    static void RefuseFile(StoredProbe? stored) => Refuse(
        stored?.File is not null, StatusCodes.Status409Conflict,
        $"The probe '{stored?.Name}' stands in the file {stored?.File}. Change it there and start again; it can be paused and resumed here.");

    static void Refuse(bool condition, int status, string message)
    {
        if (condition)
        {
            throw new ApiException(status, message, Documentation);
        }
    }

    static ApiException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, Documentation);
}
