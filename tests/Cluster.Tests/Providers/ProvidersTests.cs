using Grainwatch.Grains;
using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.Streams;

namespace Grainwatch.Cluster.Tests.Providers;

/// <summary>Our SQL, as Orleans' providers use it.</summary>
[Collection(TwoSilosCollection.Name)]
public sealed class ProvidersTests(TwoSilos cluster)
{
    [Fact]
    public async Task GrainsSpreadOverBothSilos()
    {
        HashSet<SiloAddress> places = [];
        var grain = 0;
        // Until the silos have told each other how busy they are, one of them may get all.
        await Eventually.BecomesTrueAsync(
            async () => places.Add(await Tracer(grain % 2, $"spread-{grain++}").WhereAsync()) && places.Count == 2, "grains live on both silos");
    }

    [Fact]
    public async Task StateSurvivesItsActivation()
    {
        var tracer = Tracer(0, "state/ä 'quoted' " + new string('x', 4000));
        Assert.Null(await tracer.ReadAsync());
        await tracer.WriteAsync("one");
        await tracer.WriteAsync("two");
        await ReturnAsync(tracer);

        Assert.Equal("two", await tracer.ReadAsync());
        await tracer.WriteAsync("three");
        await ReturnAsync(tracer);
        Assert.Equal("three", await tracer.ReadAsync());
    }

    [Fact]
    public async Task ClearedStateIsEmptyAndCanBeWrittenAgain()
    {
        var tracer = Tracer(0, "cleared");
        await tracer.WriteAsync("one");
        await tracer.ClearAsync();
        await ReturnAsync(tracer);
        Assert.Null(await tracer.ReadAsync());

        await tracer.WriteAsync("again");
        await ReturnAsync(tracer);
        Assert.Equal("again", await tracer.ReadAsync());
    }

    [Fact]
    public async Task OfTwoActivationsThatSaveOnTheSameVersionTheSecondLoses()
    {
        var storage = cluster.Cluster.Silos[0].Services.GetRequiredKeyedService<IGrainStorage>(ClusterNames.MonitorStorage);
        var id = GrainId.Create("twice", "grain");
        async Task<GrainState<TracerState>> ReadAsync()
        {
            var state = new GrainState<TracerState>(new TracerState());
            await storage.ReadStateAsync("state", id, state);
            return state;
        }

        var (first, second) = (await ReadAsync(), await ReadAsync());
        first.State = new TracerState("first");
        await storage.WriteStateAsync("state", id, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", id, second));

        (first, second) = (await ReadAsync(), await ReadAsync());
        Assert.Equal("first", second.State.Text);
        await storage.WriteStateAsync("state", id, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", id, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("state", id, second));
    }

    [Fact]
    public async Task AReminderWakesItsGrainAndCanBeTakenBack()
    {
        var tracer = Tracer(1, "reminded");
        await tracer.RemindAsync();
        await tracer.RemindAsync();
        await Eventually.BecomesTrueAsync(async () => await tracer.RemindedAsync() > 0, "the reminder woke its grain");

        await tracer.ForgetAsync();
        var table = cluster.Cluster.Silos[0].Services.GetRequiredService<IReminderTable>();
        Assert.Empty((await table.ReadRows(tracer.GetGrainId())).Reminders);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(10u, 0x9000_0000u)]
    [InlineData(0x9000_0000u, 10u)]
    public async Task EveryReminderIsInOneOfTheTwoArcsOfTheRing(uint from, uint to)
    {
        var table = cluster.Cluster.Silos[0].Services.GetRequiredService<IReminderTable>();
        var names = Enumerable.Range(0, 50).Select(number => $"arc-{from:x}-{to:x}-{number}").ToList();
        foreach (var name in names)
        {
            await table.UpsertRow(new ReminderEntry
            {
                GrainId = GrainId.Create("arc", name),
                ReminderName = name,
                StartAt = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1),
                Period = TimeSpan.FromDays(60),
            });
        }

        var one = (await table.ReadRows(from, to)).Reminders;
        var other = from == to ? [] : (await table.ReadRows(to, from)).Reminders;

        Assert.Empty(one.Intersect(other));
        var found = one.Concat(other).Where(reminder => names.Contains(reminder.ReminderName)).ToList();
        Assert.Equal(names.Order(), found.Select(reminder => reminder.ReminderName).Order());
        Assert.All(found, reminder => Assert.Equal(TimeSpan.FromDays(60), reminder.Period));
        foreach (var reminder in found)
        {
            Assert.False(await table.RemoveRow(reminder.GrainId, reminder.ReminderName, "7"));
            Assert.True(await table.RemoveRow(reminder.GrainId, reminder.ReminderName, reminder.ETag));
        }
    }

    [Fact]
    public async Task AStreamCarriesItemsFromOneSiloToAGrainInTheirOrder()
    {
        var stream = cluster.Cluster.Silos[0].Services.GetRequiredKeyedService<IStreamProvider>(ClusterNames.AnomalyStreams)
            .GetStream<string>(TracerGrain.StreamNamespace, "heard");
        var items = Enumerable.Range(0, 100).Select(number => $"{number}").ToList();
        foreach (var item in items)
        {
            await stream.OnNextAsync(item);
        }

        var tracer = Tracer(1, "heard");
        await Eventually.BecomesTrueAsync(async () => (await tracer.HeardAsync()).Count >= items.Count, "every item arrived");
        Assert.Equal(items, await tracer.HeardAsync());
    }

    ITracerGrain Tracer(int silo, string key) => cluster.GrainsOf(silo).GetGrain<ITracerGrain>(key);

    /// <summary>Ends the activation: the next call meets a new one.</summary>
    static Task ReturnAsync(ITracerGrain tracer) => tracer.LeaveAsync();
}
