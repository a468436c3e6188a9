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
        for (var grain = 0; places.Count < 2 && grain < 200; grain++)
        {
            places.Add(await Probe(grain % 2, $"spread-{grain}").WhereAsync());
        }

        Assert.Equal(2, places.Count);
    }

    [Fact]
    public async Task StateSurvivesItsActivation()
    {
        var probe = Probe(0, "state/ä 'quoted' " + new string('x', 4000));
        Assert.Null(await probe.ReadAsync());
        await probe.WriteAsync("one");
        await probe.WriteAsync("two");
        await ReturnAsync(probe);

        Assert.Equal("two", await probe.ReadAsync());
        await probe.WriteAsync("three");
        await ReturnAsync(probe);
        Assert.Equal("three", await probe.ReadAsync());
    }

    [Fact]
    public async Task ClearedStateIsEmptyAndCanBeWrittenAgain()
    {
        var probe = Probe(0, "cleared");
        await probe.WriteAsync("one");
        await probe.ClearAsync();
        await ReturnAsync(probe);
        Assert.Null(await probe.ReadAsync());

        await probe.WriteAsync("again");
        await ReturnAsync(probe);
        Assert.Equal("again", await probe.ReadAsync());
    }

    [Fact]
    public async Task OfTwoActivationsThatSaveOnTheSameVersionTheSecondLoses()
    {
        var storage = cluster.Cluster.Silos[0].Services.GetRequiredKeyedService<IGrainStorage>(ClusterNames.MonitorStorage);
        var id = GrainId.Create("twice", "grain");
        async Task<GrainState<ProbeState>> ReadAsync()
        {
            var state = new GrainState<ProbeState>(new ProbeState());
            await storage.ReadStateAsync("state", id, state);
            return state;
        }

        var (first, second) = (await ReadAsync(), await ReadAsync());
        first.State = new ProbeState("first");
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
        var probe = Probe(1, "reminded");
        await probe.RemindAsync();
        await probe.RemindAsync();
        await Eventually.BecomesTrueAsync(async () => await probe.RemindedAsync() > 0, "the reminder woke its grain");

        await probe.ForgetAsync();
        var table = cluster.Cluster.Silos[0].Services.GetRequiredService<IReminderTable>();
        Assert.Empty((await table.ReadRows(probe.GetGrainId())).Reminders);
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
            .GetStream<string>(ProbeGrain.StreamNamespace, "heard");
        var items = Enumerable.Range(0, 100).Select(number => $"{number}").ToList();
        foreach (var item in items)
        {
            await stream.OnNextAsync(item);
        }

        var probe = Probe(1, "heard");
        await Eventually.BecomesTrueAsync(async () => (await probe.HeardAsync()).Count >= items.Count, "every item arrived");
        Assert.Equal(items, await probe.HeardAsync());
    }

    [Fact]
    public async Task AMembershipChangeOnAnOldViewChangesNothing()
    {
        var table = cluster.Cluster.Silos[0].Services.GetRequiredService<IMembershipTable>();
        var before = await table.ReadAll();
        var entry = new MembershipEntry
        {
            SiloAddress = SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1),
            SiloName = "never was",
            HostName = "nowhere",
            Status = SiloStatus.Dead,
            StartTime = DateTime.UnixEpoch,
            IAmAliveTime = DateTime.UnixEpoch,
            SuspectTimes = [],
        };

        Assert.False(await table.InsertRow(entry, new TableVersion(before.Version.Version + 1, "-1")));
        Assert.True(await table.InsertRow(entry, before.Version.Next()));
        Assert.False(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));
        Assert.False(await table.UpdateRow(entry, "", before.Version.Next()));

        entry.AddSuspector(SiloAddress.New(System.Net.IPAddress.Loopback, 2, 2), DateTime.UnixEpoch);
        Assert.True(await table.UpdateRow(entry, "", (await table.ReadRow(entry.SiloAddress)).Version.Next()));
        var stored = Assert.Single((await table.ReadRow(entry.SiloAddress)).Members).Item1;
        Assert.Equal("never was", stored.SiloName);
        Assert.Single(stored.SuspectTimes);

        await table.CleanupDefunctSiloEntries(DateTimeOffset.UnixEpoch.AddDays(1));
        var after = await table.ReadAll();
        Assert.Equal(2, after.Members.Count(member => member.Item1.Status == SiloStatus.Active));
        Assert.DoesNotContain(after.Members, member => member.Item1.SiloName == "never was");
    }

    IProbeGrain Probe(int silo, string key) => cluster.GrainsOf(silo).GetGrain<IProbeGrain>(key);

    /// <summary>Ends the activation: the next call meets a new one.</summary>
    static Task ReturnAsync(IProbeGrain probe) => probe.LeaveAsync();
}
