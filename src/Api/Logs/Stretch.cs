namespace Grainwatch.Api.Logs;

/// <summary>
/// How much time to look through at once, so that no look takes long however dense the logs are: more after a quick one, less after a slow
/// one. It ends when the time for all looks together is used up; then the answer says how far it came.
/// </summary>
sealed class Stretch(TimeProvider time, TimeSpan budget)
{
    static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(60);
    static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    readonly long begun = time.GetTimestamp();
    long last = time.GetTimestamp();

    public TimeSpan Length { get; private set; } = TimeSpan.FromMinutes(1);

    public bool IsUsedUp => time.GetElapsedTime(begun) > budget;

    /// <summary>After each look.</summary>
    public void Looked()
    {
        var took = time.GetElapsedTime(last);
        last = time.GetTimestamp();
        Length = took < Quick ? Min(Length * 6, Longest) : took > Slow && Length > Shortest ? Length / 4 : Length;
    }

    /// <summary>Where the next stretch begins, when it ends at <paramref name="to"/>.</summary>
    public DateTimeOffset From(DateTimeOffset to, DateTimeOffset earliest) => to - earliest <= Length ? earliest : to - Length;

    static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
