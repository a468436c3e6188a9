namespace Grainwatch.Grains;

/// <summary>
/// Makes one call of many: what is asked while a call is under way is asked together in the next one. So thousands of grains that come up
/// at once, after the loss of a silo, read Postgres in dozens of queries.
/// </summary>
/// <param name="call">Gets what was asked, and answers each in its place. When it fails, all of it has failed.</param>
/// <param name="most">The most that one call is given.</param>
public sealed class Coalescer<TRequest, TAnswer>(Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> call, int most)
{
    readonly Lock gate = new();
    readonly Queue<(TRequest Request, TaskCompletionSource<TAnswer> Answer)> waiting = new();
    bool isCalling;

    public Task<TAnswer> AskAsync(TRequest request)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue((request, answer));
            if (isCalling)
            {
                return answer.Task;
            }

            isCalling = true;
        }

        // Not on the grain that happened to ask first: it would serve the others.
        _ = Task.Run(CallAsync);
        return answer.Task;
    }

    async Task CallAsync()
    {
        while (Take() is { Count: > 0 } asked)
        {
            try
            {
                var answers = await call([.. asked.Select(one => one.Request)]);
                for (var i = 0; i < asked.Count; i++)
                {
                    asked[i].Answer.SetResult(answers[i]);
                }
            }
            catch (Exception failed)
            {
                asked.ForEach(one => one.Answer.TrySetException(failed));
            }
        }
    }

    List<(TRequest Request, TaskCompletionSource<TAnswer> Answer)> Take()
    {
        lock (gate)
        {
            List<(TRequest, TaskCompletionSource<TAnswer>)> taken = new(Math.Min(most, waiting.Count));
            while (taken.Count < most && waiting.TryDequeue(out var one))
            {
                taken.Add(one);
            }

            isCalling = taken.Count > 0;
            return taken;
        }
    }
}
