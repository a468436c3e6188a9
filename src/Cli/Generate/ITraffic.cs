namespace Grainwatch.Cli.Generate;

/// <summary>Simulated rows, step by step.</summary>
interface ITraffic<T>
{
    /// <summary>The time up to which rows were made.</summary>
    DateTimeOffset Now { get; }

    IReadOnlyList<T> Next();
}
