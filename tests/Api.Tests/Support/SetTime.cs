namespace Grainwatch.Api.Tests.Support;

/// <summary>A clock that stands until it is set.</summary>
sealed class SetTime : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
