namespace Grainwatch.Domain.Detection;

/// <summary>How states are written in Postgres and in the API.</summary>
public static class SeriesStateNames
{
    public static string Name(this SeriesState state) => state switch
    {
        SeriesState.Ok => "ok",
        SeriesState.Pending => "pending",
        SeriesState.Recovering => "recovering",
        SeriesState.Firing => "firing",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "This state has no name yet."),
    };

    /// <returns>Null for a name that no state has.</returns>
    public static SeriesState? ToState(string name) =>
        Enum.GetValues<SeriesState>().Cast<SeriesState?>().FirstOrDefault(state => state!.Value.Name() == name);
}
