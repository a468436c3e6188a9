using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Api.Hosting;

/// <summary>How the program uses Postgres. Which one is <c>ConnectionStrings__Grainwatch</c>.</summary>
public sealed class DatabaseSettings
{
    /// <summary>The most connections that the program's own work holds at a time. Default 40. A "Maximum Pool Size" in the connection string wins.</summary>
    [Range(8, 1000)]
    public int MaxConnections { get; set; } = 40;
}
