using System.Globalization;

namespace Grainwatch.Domain.Time;

/// <summary>One UTC minute, as the number of minutes since 1970-01-01. The only place where time is rounded.</summary>
public readonly record struct Minute(long Number) : IComparable<Minute>
{
    public static Minute Of(DateTimeOffset time)
    {
        var (minutes, rest) = Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMinute);
        return new Minute(rest < 0 ? minutes - 1 : minutes);
    }

    /// <summary>The first instant of the minute.</summary>
    public DateTimeOffset Start => DateTimeOffset.UnixEpoch.AddTicks(Number * TimeSpan.TicksPerMinute);

    /// <summary>The first instant after the minute.</summary>
    public DateTimeOffset End => (this + 1).Start;

    public static Minute operator +(Minute minute, long minutes) => new(minute.Number + minutes);

    public static Minute operator -(Minute minute, long minutes) => new(minute.Number - minutes);

    public static long operator -(Minute left, Minute right) => left.Number - right.Number;

    public static bool operator <(Minute left, Minute right) => left.Number < right.Number;

    public static bool operator >(Minute left, Minute right) => left.Number > right.Number;

    public static bool operator <=(Minute left, Minute right) => left.Number <= right.Number;

    public static bool operator >=(Minute left, Minute right) => left.Number >= right.Number;

    public static Minute Min(Minute left, Minute right) => left < right ? left : right;

    public static Minute Max(Minute left, Minute right) => left > right ? left : right;

    public int CompareTo(Minute other) => Number.CompareTo(other.Number);

    public override string ToString() => Start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
