using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Alerts.Routing;

namespace Grainwatch.Domain.Tests.Alerts;

public class MutingScenarios
{
    static readonly Route ToOps = new() { Receiver = "ops" };

    [Fact]
    public void A_silenced_alert_is_not_told_and_neither_is_its_end()
    {
        var scenario = new AlertScenario(ToOps)
            .Silenced("0:00", "2:00", "service=checkout")
            .Fires("0:10", "checkout/ERROR")
            .Resolves("1:00", "checkout/ERROR");
        scenario.Tells("0:00", "9:00");
        scenario.Suppresses("9:00", "0:10:30 checkout/ERROR Silence 1");
    }

    [Fact]
    public void A_silence_lets_other_alerts_of_the_group_through() =>
        new AlertScenario(ToOps)
            .Silenced("0:00", "2:00", "severity=WARN")
            .Fires("0:10", "checkout/ERROR")
            .Fires("0:10", "checkout/WARN")
            .Tells("0:00", "1:59", "0:10:30 ops FirstFiring +checkout/ERROR");

    [Fact]
    public void What_still_fires_when_the_silence_ends_is_told_within_a_minute() =>
        new AlertScenario(ToOps)
            .Silenced("0:00", "2:00", "service=checkout")
            .Fires("0:10", "checkout/ERROR")
            .Tells("0:00", "3:00", "2:00:30 ops FirstFiring +checkout/ERROR");

    [Fact]
    public void The_end_of_what_was_told_is_told_even_under_a_silence() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Silenced("0:10", "5:00", "service=checkout")
            .Resolves("1:00", "checkout/ERROR")
            .Tells("0:01", "9:00", "1:00:00 ops Resolved -checkout/ERROR");

    [Fact]
    public void A_silence_stops_repeats_and_lets_them_go_on_when_it_ends() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Silenced("3:00", "6:00", "service=checkout")
            .Tells("0:01", "9:00", "6:00:30 ops Repeat =checkout/ERROR");

    [Fact]
    public void A_maintenance_window_mutes_and_says_so()
    {
        var scenario = new AlertScenario(ToOps)
            .Maintenance(new MaintenanceWindow
            {
                Name = "deploys",
                Matchers = MatcherSet.Parse("service=checkout"),
                Weekdays = [DayOfWeek.Monday],
                From = new TimeOnly(2, 0),
                To = new TimeOnly(3, 0),
            })
            .Fires("2:10", "checkout/ERROR")
            .Resolves("2:50", "checkout/ERROR")
            .Fires("26:10", "checkout/ERROR");
        scenario.Suppresses("4:00", "2:10:30 checkout/ERROR Maintenance deploys");
        scenario.Tells("0:00", "27:00", "26:10:30 ops FirstFiring +checkout/ERROR");
    }

    [Fact]
    public void A_firing_parent_mutes_its_children()
    {
        var scenario = new AlertScenario(ToOps)
            .DependsOn("database", parent: "service=db", child: "service=~\"checkout|cart\"")
            .Fires("0:00", "db/ERROR")
            .Fires("0:00:10", "checkout/ERROR")
            .Resolves("0:30", "checkout/ERROR")
            .Resolves("0:40", "db/ERROR");
        scenario.Tells("0:00", "2:00", "0:00:30 ops FirstFiring +db/ERROR", "0:40:00 ops Resolved -db/ERROR");
        scenario.Suppresses("2:00", "0:00:40 checkout/ERROR Dependency database");
    }

    [Fact]
    public void A_child_that_still_fires_when_its_parent_has_resolved_is_told() =>
        new AlertScenario(ToOps)
            .DependsOn("database", parent: "service=db", child: "service=checkout")
            .Fires("0:00", "db/ERROR")
            .Fires("0:00:10", "checkout/ERROR")
            .Resolves("0:40", "db/ERROR")
            .Tells("0:31", "2:00", "0:40:00 ops Resolved -db/ERROR", "0:40:40 ops FirstFiring +checkout/ERROR");

    [Fact]
    public void A_parent_that_fires_after_its_child_was_told_does_not_keep_the_end_back() =>
        new AlertScenario(ToOps)
            .DependsOn("database", parent: "service=db", child: "service=checkout")
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:10", "db/ERROR")
            .Resolves("1:00", "checkout/ERROR")
            .Tells("0:11", "2:00", "1:00:00 ops Resolved -checkout/ERROR");

    [Fact]
    public void A_parent_mutes_only_children_that_share_the_labels_named() =>
        new AlertScenario(ToOps)
            .DependsOn("worse", parent: "severity=ERROR", child: "severity=WARN", equal: "service")
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:00", "checkout/WARN")
            .Fires("0:00", "cart/WARN")
            .Tells("0:00", "2:00", "0:00:30 ops FirstFiring +checkout/ERROR", "0:00:30 ops FirstFiring +cart/WARN");

    [Fact]
    public void No_alert_mutes_itself_and_no_two_mute_each_other() =>
        new AlertScenario(ToOps)
            .DependsOn("all", parent: "reason=threshold", child: "reason=threshold")
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:00", "cart/ERROR")
            .Tells("0:00", "2:00", "0:00:30 ops FirstFiring +checkout/ERROR", "0:00:30 ops FirstFiring +cart/ERROR");
}
