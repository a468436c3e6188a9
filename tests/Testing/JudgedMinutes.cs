using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Time;
using Npgsql;

namespace Grainwatch.Testing;

/// <summary>How far the rules have judged.</summary>
public static class JudgedMinutes
{
    /// <summary>Whether every shard has judged this minute. Before its first turn a shard has no row, and in it a row without a minute.</summary>
    public static async Task<bool> ReachAsync(NpgsqlDataSource database, Minute minute)
    {
        await using var command = database.CreateCommand("select count(*) filter (where judged_up_to >= $1) = $2 from rule_shards");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = minute.Start });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = RuleShard.Count });
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
