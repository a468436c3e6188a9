namespace Grainwatch.Storage.Maintenance;

/// <summary>Retention dropped the partition between two looks at it; it is made again on the next try.</summary>
sealed class PartitionGoneException(string name) : Exception($"The partition {name} is gone.");
