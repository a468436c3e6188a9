using Grainwatch.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Grainwatch.Cluster.Tests.Providers;

/// <summary>Uses everything that the providers keep in Postgres.</summary>
public interface ITracerGrain : IGrainWithStringKey
{
    Task<SiloAddress> WhereAsync();

    Task<string?> ReadAsync();

    Task WriteAsync(string text);

    Task ClearAsync();

    Task LeaveAsync();

    Task RemindAsync();

    Task<int> RemindedAsync();

    Task ForgetAsync();

    Task<IReadOnlyList<string>> HeardAsync();
}

[GenerateSerializer]
public sealed record TracerState([property: Id(0)] string? Text)
{
    public TracerState()
        : this((string?)null)
    {
    }
}

[ImplicitStreamSubscription(StreamNamespace)]
public sealed class TracerGrain([PersistentState("tracer", ClusterNames.MonitorStorage)] IPersistentState<TracerState> state)
    : Grain, ITracerGrain, IRemindable, IStreamSubscriptionObserver, IAsyncObserver<string>
{
    public const string StreamNamespace = "tracer";
    readonly List<string> heard = [];
    int reminded;

    public Task<SiloAddress> WhereAsync() => Task.FromResult(ServiceProvider.GetRequiredService<ILocalSiloDetails>().SiloAddress);

    public Task<string?> ReadAsync() => Task.FromResult(state.State.Text);

    public Task WriteAsync(string text)
    {
        state.State = new TracerState(text);
        return state.WriteStateAsync();
    }

    public Task ClearAsync() => state.ClearStateAsync();

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task RemindAsync() => this.RegisterOrUpdateReminder("tracer", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    public Task<int> RemindedAsync() => Task.FromResult(reminded);

    public async Task ForgetAsync()
    {
        if (await this.GetReminder("tracer") is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    public Task<IReadOnlyList<string>> HeardAsync() => Task.FromResult<IReadOnlyList<string>>([.. heard]);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        reminded++;
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>().ResumeAsync(this);

    public Task OnNextAsync(string item, StreamSequenceToken? token = null)
    {
        heard.Add(item);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
