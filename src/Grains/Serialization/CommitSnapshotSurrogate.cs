using Grainwatch.Domain.Counting;

namespace Grainwatch.Grains.Serialization;

[GenerateSerializer]
[Alias("Grainwatch.CommitSnapshot")]
public struct CommitSnapshotSurrogate
{
    /// <summary>Postgres' own text form.</summary>
    [Id(0)]
    public string Text;
}

[RegisterConverter]
sealed class CommitSnapshotConverter : IConverter<CommitSnapshot, CommitSnapshotSurrogate>
{
    public CommitSnapshot ConvertFromSurrogate(in CommitSnapshotSurrogate surrogate) => CommitSnapshot.Parse(surrogate.Text);

    public CommitSnapshotSurrogate ConvertToSurrogate(in CommitSnapshot value) => new() { Text = value.ToString() };
}
