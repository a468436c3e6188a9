using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Alerts.Routing;

namespace Grainwatch.Domain.Tests.Alerts;

/// <summary>What must hold whatever happens: a hundred random days of firing, resolving, silencing and acknowledging.</summary>
public class NotificationPromiseTests
{
    static readonly string[] Series = ["checkout/ERROR", "checkout/WARN", "cart/ERROR", "db/ERROR"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Each_receiver_hears_of_every_end_of_what_it_was_told_once_and_never_twice_of_one_beginning(int seed)
    {
        var random = new Random(seed);
        var now = AlertScenario.Start;
        var silences = Enumerable.Range(1, random.Next(4)).Select(id => RandomSilence(id, now, random)).ToList();
        var mutes = new MuteRules(silences, [], [new Dependency("db", MatcherSet.Parse("service=db"), MatcherSet.Parse("service!=db"), [])]);
        var dispatch = new AlertDispatch(
            new RoutingTree(new Route { Receiver = "ops", GroupBy = random.Next(2) == 0 ? [] : null }, new Dictionary<string, ReceiverManners>()),
            mutes);
        Dictionary<Labels, long> open = [];
        HashSet<Labels> believed = [];
        var lastId = 0L;
        // The last half day is quiet: whatever was owed has been said by its end.
        for (var second = 0; second < 2 * 24 * 3600; second += 15, now += TimeSpan.FromSeconds(15))
        {
            var labels = AlertScenario.LabelsOf(Series[random.Next(Series.Length)]);
            if (second < 36 * 3600 && random.Next(80) == 0)
            {
                if (open.Remove(labels, out var id))
                {
                    dispatch.Resolve(id, now);
                }
                else
                {
                    open[labels] = ++lastId;
                    dispatch.Fire(new Alert(lastId, labels, now), now);
                }
            }
            else if (second == 36 * 3600)
            {
                foreach (var id in open.Values)
                {
                    dispatch.Resolve(id, now);
                }

                open.Clear();
            }

            foreach (var notification in dispatch.Flush(open.Keys, now))
            {
                Assert.NotEmpty(notification.Firing.Concat(notification.Resolved));
                foreach (var alert in notification.Firing)
                {
                    Assert.Equal(alert.IsNew, believed.Add(alert.Alert.Labels));
                    Assert.True(!alert.IsNew || open.ContainsKey(alert.Alert.Labels));
                    Assert.False(alert.IsNew && silences.Exists(silence => silence.IsActive(now) && silence.Matchers.IsMatch(alert.Alert.Labels)));
                }

                Assert.All(notification.Resolved, alert => Assert.True(believed.Remove(alert.Alert.Labels)));
            }
        }

        Assert.Empty(believed);
        Assert.All(dispatch.Groups, group => Assert.True(group.IsEmpty));
    }

    static Silence RandomSilence(int id, DateTimeOffset start, Random random)
    {
        var from = start.AddMinutes(random.Next(1440));
        return new Silence(
            id, MatcherSet.Parse($"service={Series[random.Next(Series.Length)].Split('/')[0]}"), "ada", "", from, from.AddMinutes(random.Next(400)));
    }
}
