using Xunit.Sdk;

namespace Grainwatch.Testing;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="XunitException">It did not become true in time.</exception>
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        var limit = within ?? TimeSpan.FromSeconds(60);
        while (!await condition())
        {
            if (time.GetElapsedTime(started) > limit)
            {
                throw new XunitException($"Not within {limit.TotalSeconds:0.#} s: {what}.");
            }

            await Task.Delay(Pause, time);
        }
    }
}
