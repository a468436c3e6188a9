using Grainwatch.Domain.Alerts.Grouping;
using Grainwatch.Domain.Alerts.Routing;

namespace Grainwatch.Domain.Tests.Alerts;

public class GroupingScenarios
{
    /// <summary>One group for each service; 30 s of group wait, 5 min of group interval, 4 h of repeat interval.</summary>
    static readonly Route ToOps = new() { Receiver = "ops" };

    [Fact]
    public void An_alert_is_told_after_the_group_wait_and_once() =>
        new AlertScenario(ToOps)
            .Fires("0:01", "checkout/ERROR")
            .Tells("0:00", "3:59", "0:01:30 ops FirstFiring +checkout/ERROR");

    [Fact]
    public void An_alert_that_resolves_before_the_group_wait_has_passed_is_never_told() =>
        new AlertScenario(ToOps)
            .Fires("0:01", "checkout/ERROR")
            .Resolves("0:01:29", "checkout/ERROR")
            .Tells("0:00", "5:00");

    [Fact]
    public void Its_end_is_told_once() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Resolves("0:20", "checkout/ERROR")
            .Tells("0:01", "9:00", "0:20:00 ops Resolved -checkout/ERROR");

    [Fact]
    public void Its_end_waits_for_the_group_interval() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Resolves("0:01", "checkout/ERROR")
            .Tells("0:01", "9:00", "0:05:30 ops Resolved -checkout/ERROR");

    [Fact]
    public void Alerts_that_come_within_the_group_wait_are_told_together() =>
        new AlertScenario(ToOps)
            .Fires("0:00:00", "checkout/ERROR")
            .Fires("0:00:10", "checkout/WARN")
            .Fires("0:00:20", "cart/ERROR")
            .Tells(
                "0:00",
                "1:00",
                "0:00:30 ops FirstFiring +checkout/ERROR +checkout/WARN",
                "0:00:50 ops FirstFiring +cart/ERROR");

    [Fact]
    public void A_newcomer_waits_for_the_group_interval_and_is_told_beside_what_still_fires() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:01", "checkout/WARN")
            .Tells("0:01", "1:00", "0:05:30 ops NewInGroup =checkout/ERROR +checkout/WARN");

    [Fact]
    public void A_newcomer_to_a_group_that_has_long_been_quiet_waits_for_the_group_wait_only() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Fires("1:00", "checkout/WARN")
            .Tells("0:01", "2:00", "1:00:30 ops NewInGroup =checkout/ERROR +checkout/WARN");

    [Fact]
    public void News_and_ends_go_in_one_notification() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Fires("0:01", "checkout/WARN")
            .Resolves("0:02", "checkout/ERROR")
            .Tells("0:01", "1:00", "0:05:30 ops NewInGroup +checkout/WARN -checkout/ERROR");

    [Fact]
    public void An_alert_that_fires_again_before_its_end_was_told_has_never_stopped() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Resolves("0:02", "checkout/ERROR")
            .Fires("0:04", "checkout/ERROR")
            .Resolves("0:30", "checkout/ERROR")
            .Tells("0:01", "1:00", "0:30:00 ops Resolved -checkout/ERROR");

    [Fact]
    public void What_still_fires_is_repeated_after_the_repeat_interval() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Tells("0:01", "9:00", "4:00:30 ops Repeat =checkout/ERROR", "8:00:30 ops Repeat =checkout/ERROR");

    [Fact]
    public void News_put_the_repeat_off() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Fires("3:00", "checkout/WARN")
            .Tells(
                "3:00", "8:00", "3:00:30 ops NewInGroup =checkout/ERROR +checkout/WARN", "7:00:30 ops Repeat =checkout/ERROR =checkout/WARN");

    [Fact]
    public void Repeats_may_become_rarer_up_to_a_bound_and_begin_anew_with_news() =>
        new AlertScenario(new Route { Receiver = "ops", RepeatInterval = TimeSpan.FromHours(1), RepeatMax = TimeSpan.FromHours(4) })
            .Fires("0:00", "checkout/ERROR")
            .Fires("12:00", "checkout/WARN")
            .Tells(
                "0:01",
                "14:00",
                "1:00:30 ops Repeat =checkout/ERROR",
                "3:00:30 ops Repeat =checkout/ERROR",
                "7:00:30 ops Repeat =checkout/ERROR",
                "11:00:30 ops Repeat =checkout/ERROR",
                "12:00:30 ops NewInGroup =checkout/ERROR +checkout/WARN",
                "13:00:30 ops Repeat =checkout/ERROR =checkout/WARN");

    [Fact]
    public void An_acknowledged_alert_is_not_repeated_but_its_end_is_told() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Acknowledged("0:10", "checkout/ERROR")
            .Resolves("9:00", "checkout/ERROR")
            .Tells("0:01", "24:00", "9:00:00 ops Resolved -checkout/ERROR");

    [Fact]
    public void An_acknowledgement_holds_for_one_episode() =>
        new AlertScenario(ToOps)
            .Fires("0:00", "checkout/ERROR")
            .Acknowledged("0:10", "checkout/ERROR")
            .Resolves("0:20", "checkout/ERROR")
            .Fires("1:00", "checkout/ERROR")
            .Tells("0:30", "5:30", "1:00:30 ops FirstFiring +checkout/ERROR", "5:00:30 ops Repeat =checkout/ERROR");

    [Fact]
    public void A_receiver_with_a_cooldown_is_not_told_of_a_new_episode_before_it_has_passed() =>
        new AlertScenario(ToOps)
            .Receiver("ops", new ReceiverManners { Cooldown = TimeSpan.FromHours(1) })
            .Fires("0:00", "checkout/ERROR")
            .Resolves("0:06", "checkout/ERROR")
            .Fires("0:20", "checkout/ERROR")
            .Resolves("0:25", "checkout/ERROR")
            .Fires("0:40", "checkout/ERROR")
            .Tells(
                "0:00",
                "2:00",
                "0:00:30 ops FirstFiring +checkout/ERROR",
                "0:06:00 ops Resolved -checkout/ERROR",
                "1:00:30 ops FirstFiring +checkout/ERROR");

    [Fact]
    public void A_receiver_that_wants_no_ends_gets_none() =>
        new AlertScenario(ToOps)
            .Receiver("ops", new ReceiverManners { SendResolved = false })
            .Fires("0:00", "checkout/ERROR")
            .Resolves("0:20", "checkout/ERROR")
            .Fires("1:00", "checkout/ERROR")
            .Tells("0:01", "2:00", "1:00:30 ops FirstFiring +checkout/ERROR");

    [Fact]
    public void An_alert_that_flaps_is_firing_until_it_has_settled()
    {
        var scenario = new AlertScenario(ToOps with { GroupWait = TimeSpan.Zero, GroupInterval = TimeSpan.FromMinutes(1) });
        for (var minute = 0; minute < 60; minute += 6)
        {
            scenario.Fires($"0:{minute:00}", "checkout/ERROR").Resolves($"0:{minute + 3:00}", "checkout/ERROR");
        }

        scenario.Tells(
            "0:00",
            "4:00",
            "0:00:00 ops FirstFiring +checkout/ERROR",
            "0:03:00 ops Resolved -checkout/ERROR",
            "0:06:00 ops FirstFiring +checkout/ERROR",
            "0:09:00 ops Resolved -checkout/ERROR",
            "0:12:00 ops FirstFiring +checkout/ERROR",
            "0:15:00 ops Resolved -checkout/ERROR",
            "0:18:00 ops FirstFiring +checkout/ERROR~",
            "1:07:00 ops Resolved -checkout/ERROR");
    }

    [Fact]
    public void Damping_can_be_switched_off()
    {
        var scenario = new AlertScenario(ToOps with { GroupWait = TimeSpan.Zero, GroupInterval = TimeSpan.FromMinutes(1) })
            .Receiver("ops", new ReceiverManners { Flapping = new FlapDamping { Episodes = 0 } });
        for (var minute = 0; minute < 60; minute += 6)
        {
            scenario.Fires($"0:{minute:00}", "checkout/ERROR").Resolves($"0:{minute + 3:00}", "checkout/ERROR");
        }

        scenario.Tells(
            "0:54", "4:00", "0:54:00 ops FirstFiring +checkout/ERROR", "0:57:00 ops Resolved -checkout/ERROR");
    }

    [Fact]
    public void An_interval_beyond_the_repeat_interval_rules() =>
        new AlertScenario(ToOps with { GroupInterval = TimeSpan.FromHours(6) })
            .Fires("0:00", "checkout/ERROR")
            .Tells("0:01", "11:00", "6:00:30 ops Repeat =checkout/ERROR");
}
