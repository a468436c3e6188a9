using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Alerts.Routing;

namespace Grainwatch.Domain.Tests.Alerts;

public class RoutingScenarios
{
    static Route When(string matcher, string receiver) => new() { Matchers = MatcherSet.Parse(matcher), Receiver = receiver };

    [Fact]
    public void The_first_child_that_matches_takes_the_alert_and_the_root_takes_the_rest() =>
        new AlertScenario(new Route { Receiver = "ops", Routes = [When("service=checkout", "shop"), When("severity=ERROR", "pager")] })
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:01", "cart/ERROR")
            .Fires("0:02", "cart/WARN")
            .Tells(
                "0:00",
                "1:00",
                "0:00:30 shop FirstFiring +checkout/ERROR",
                "0:01:30 pager FirstFiring +cart/ERROR",
                "0:02:30 ops FirstFiring +cart/WARN");

    [Fact]
    public void A_child_that_continues_leaves_the_alert_to_its_siblings_too() =>
        new AlertScenario(new Route
        {
            Receiver = "ops",
            Routes = [When("severity=ERROR", "pager") with { Continue = true }, When("service=checkout", "shop")],
        })
            .Fires("0:00", "checkout/ERROR")
            .Tells("0:00", "1:00", "0:00:30 pager FirstFiring +checkout/ERROR", "0:00:30 shop FirstFiring +checkout/ERROR");

    [Fact]
    public void A_child_has_what_it_does_not_set_from_its_parent() =>
        new AlertScenario(new Route
        {
            Receiver = "ops",
            GroupBy = [],
            GroupWait = TimeSpan.FromMinutes(2),
            Routes = [new Route { Matchers = MatcherSet.Parse("severity=ERROR"), RepeatInterval = TimeSpan.FromHours(1) }],
        })
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:01", "cart/ERROR")
            .Tells(
                "0:00",
                "1:30",
                "0:02:00 ops FirstFiring +checkout/ERROR +cart/ERROR",
                "1:02:00 ops Repeat =checkout/ERROR =cart/ERROR");

    [Fact]
    public void Grouping_by_all_labels_gives_each_alert_a_notification_of_its_own() =>
        new AlertScenario(new Route { Receiver = "ops", GroupBy = [Route.GroupByAll] })
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:00", "checkout/WARN")
            .Tells("0:00", "1:00", "0:00:30 ops FirstFiring +checkout/ERROR", "0:00:30 ops FirstFiring +checkout/WARN");

    [Fact]
    public void Without_a_receiver_nobody_is_told() =>
        new AlertScenario(new Route()).Fires("0:00", "checkout/ERROR").Tells("0:00", "9:00");

    [Fact]
    public void Who_is_reached_by_two_routes_is_told_by_each() =>
        new AlertScenario(new Route
        {
            Receiver = "ops",
            Routes = [When("severity=ERROR", "ops") with { Continue = true }, When("service=checkout", "ops")],
        })
            .Fires("0:00", "checkout/ERROR")
            .Tells("0:00", "1:00", "0:00:30 ops FirstFiring +checkout/ERROR", "0:00:30 ops FirstFiring +checkout/ERROR");
}
