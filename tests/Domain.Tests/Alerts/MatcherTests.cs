using System.Diagnostics;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Matching;

namespace Grainwatch.Domain.Tests.Alerts;

public class MatcherTests
{
    static readonly Labels Checkout = AlertScenario.LabelsOf("checkout/ERROR");

    [Theory]
    [InlineData("service=checkout", true)]
    [InlineData("service = \"checkout\"", true)]
    [InlineData("service=Checkout", false)]
    [InlineData("service!=cart", true)]
    [InlineData("service!=checkout", false)]
    [InlineData("service=~\"check.*\"", true)]
    [InlineData("service=~\"heck\"", false)]
    [InlineData("service=~\"cart|checkout\"", true)]
    [InlineData("service!~\"cart|checkout\"", false)]
    [InlineData("service!~cart", true)]
    [InlineData("service=~\"\\w+\"", true)]
    [InlineData("team=\"\"", true)]
    [InlineData("team!=\"\"", false)]
    [InlineData("team=", true)]
    public void A_matcher_compares_the_whole_value(string matcher, bool matches) =>
        Assert.Equal(matches, Matcher.Parse(matcher).IsMatch(Checkout));

    [Theory]
    [InlineData("service")]
    [InlineData("service!")]
    [InlineData("=checkout")]
    [InlineData("ser vice=checkout")]
    [InlineData("service=\"checkout")]
    [InlineData("service=\"check\"out\"")]
    [InlineData("service=~\"(\"")]
    [InlineData("service=~\"(?=a)b\"")]
    [InlineData("service=~\"(a)\\1\"")]
    public void What_is_no_matcher_is_refused_with_words(string matcher) =>
        Assert.NotEmpty(Assert.Throws<FormatException>(() => Matcher.Parse(matcher)).Message);

    [Theory]
    [InlineData("service=\"a\\\"b\\\\c\\nd\"")]
    [InlineData("service!~\"a.*\"")]
    [InlineData("service=\"\"")]
    public void A_matcher_reads_what_it_writes(string text)
    {
        var matcher = Matcher.Parse(text);
        Assert.Equal(text, matcher.ToString());
        Assert.Equal(matcher.Value, Matcher.Parse(matcher.ToString()).Value);
    }

    [Fact]
    public void A_pattern_that_backtracks_forever_elsewhere_is_answered_at_once()
    {
        var labels = new Labels([new("service", new string('a', 500) + "!")]);
        var watch = Stopwatch.StartNew();
        Assert.False(Matcher.Parse("service=~\"(a+)+\"").IsMatch(labels));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_pattern_that_would_be_enormous_is_refused() =>
        Assert.Throws<FormatException>(() => Matcher.Parse("service=~\"((a{1000}){1000}){1000}\""));

    [Fact]
    public void A_fingerprint_depends_on_the_labels_and_on_nothing_else()
    {
        var reversed = new Labels(Checkout.Reverse());
        Assert.Equal(Checkout, reversed);
        Assert.Equal("{reason=\"threshold\", service=\"checkout\", severity=\"ERROR\"}", reversed.ToString());
        Assert.Equal(Checkout.Fingerprint(), reversed.Fingerprint());
        Assert.NotEqual(Checkout.Fingerprint(), AlertScenario.LabelsOf("checkout/WARN").Fingerprint());
    }
}
