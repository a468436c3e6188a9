using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Cluster.Tests.Providers;

/// <summary>Our SQL, as Orleans' membership uses it. On a cluster of its own: silos act on what is in the table.</summary>
public sealed class MembershipTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task AMembershipChangeOnAnOldViewChangesNothing()
    {
        await using var cluster = await SiloCluster.StartAsync(await postgres.CreateDatabaseAsync(), silos: 1);
        var table = cluster.Silos[0].Service<IMembershipTable>();
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
        Assert.Equal(1, after.Members.Count(member => member.Item1.Status == SiloStatus.Active));
        Assert.DoesNotContain(after.Members, member => member.Item1.SiloName == "never was");
    }
}
