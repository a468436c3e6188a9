using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Pipes.Execution;

/// <summary>Settings of queries: <c>Grainwatch:Pipes</c>.</summary>
public sealed class PipesOptions
{
    /// <summary>The longest that a query may run before it is answered 408. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ErrorMessage = "Choose a time from 10 milliseconds to an hour.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest result, in bytes as they are sent. Default 100 MB.</summary>
    [Range(1_000, 10_000_000_000)]
    public long MaxResultBytes { get; set; } = 100_000_000;

    /// <summary>The most rows of a result of SQL that the caller wrote: of <c>/v0/sql</c>, and of <c>q</c>. Default 1,000,000.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxSqlRows { get; set; } = 1_000_000;

    /// <summary>How many queries run at a time; further ones wait. Each holds one connection. Default 12.</summary>
    [Range(1, 500)]
    public int MaxConcurrent { get; set; } = 12;

    /// <summary>How many statements each connection keeps prepared. Default 50; 0 plans every query anew.</summary>
    [Range(0, 10_000)]
    public int MaxPrepared { get; set; } = 50;

    /// <summary>What templates get of <c>tb_secret</c> and <c>tb_var</c>, by name. Default none.</summary>
    public Dictionary<string, string> Secrets { get; set; } = [];
}
