namespace Grainwatch.Api.Live;

static class PeriodicTimerExtensions
{
    /// <returns>False when it is to end, without an exception: the end of a service is none.</returns>
    public static async Task<bool> NextAsync(this PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
