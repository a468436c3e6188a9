using System.Diagnostics;
using Grainwatch.Storage.Postgres;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Testing.Fuzz;

/// <summary>A fuzz run against a server process, with what is to be seen from outside afterwards: good logs stored, memory flat.</summary>
public static class FuzzSeries
{
    /// <summary>Megabytes by which the server may have grown since it was warm.</summary>
    const long MayGrow = 100;

    /// <returns>One sentence for each broken promise.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        ServerProcess server, string connectionString, int requests, int seed, Action<string> say, CancellationToken cancellationToken)
    {
        var warmUp = new FuzzRun(server.Address, ServerProcess.Token, seed, say);
        List<string> broken = [.. await warmUp.RunAsync(requests / 5, cancellationToken)];
        var before = Megabytes(server);
        var run = new FuzzRun(server.Address, ServerProcess.Token, seed + 1, say);
        broken.AddRange(await run.RunAsync(requests - (requests / 5), cancellationToken));
        var after = Megabytes(server);
        say($"Answers: {string.Join(", ", run.Statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}"))}. Memory {before} MB, then {after} MB.");
        if (after > before + MayGrow)
        {
            broken.Add($"The server grew from {before} MB to {after} MB.");
        }

        var stored = await StoredAsync(connectionString, cancellationToken);
        broken.AddRange(warmUp.Good.Concat(run.Good)
            .Where(message => stored.GetValueOrDefault(message) != 1)
            .Select(message => $"The good log {message} is stored {stored.GetValueOrDefault(message)} times."));
        return broken;
    }

    static long Megabytes(ServerProcess server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.WorkingSet64 >> 20;
    }

    static async Task<Dictionary<string, int>> StoredAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var database = Database.Open(connectionString);
        await using var command = database.CreateCommand(
            "select message, count(*)::int from sources.system_logs where server_id = 'fuzz' and message like 'good-%' group by message");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, int> stored = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            stored[reader.GetString(0)] = reader.GetInt32(1);
        }

        return stored;
    }
}
