using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Time;
using Microsoft.Extensions.Hosting;

namespace Grainwatch.Grains.Detection;

/// <summary>
/// Says, at the first start of all, that what came before is not to be judged. From then on there is a mark, so that whatever a later crash
/// keeps from being judged is judged in the end.
/// </summary>
sealed class FirstMark(ISeriesHistory history, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await history.JudgedUpToAsync(cancellationToken) is null)
        {
            await history.MarkJudgedAsync(Minute.Of(time.GetUtcNow()) - 1, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
