namespace Grainwatch.Domain.Detection;

/// <summary>
/// What a monitor had counted, to be kept as a cache: with it, a rebuild reads only the minutes since. Simple fields, so that any
/// serializer takes it. Episodes are not in it: they are stored the moment they happen.
/// </summary>
/// <param name="FirstMinute">The number of the minute that <paramref name="Counts"/> begins with.</param>
/// <param name="Counts">One a minute.</param>
public sealed record MonitorSnapshot(DateTimeOffset TakenAt, long FirstMinute, long[] Counts);
