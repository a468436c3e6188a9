using Grainwatch.Pipes.Templates;
using static Grainwatch.Pipes.Tests.Templates.Rendering;

namespace Grainwatch.Pipes.Tests.Templates;

public sealed class TemplateFunctionTests
{
    [Fact]
    public void DefinedIsTrueForAnyValueThatIsPresent()
    {
        const string Template = "{% if defined(x) %}yes{% else %}no{% end %}";

        Assert.Equal("no", Render(Template));
        Assert.Equal("yes", Render(Template, ("x", "")));
        Assert.Equal("yes", Render(Template, ("x", "0")));
    }

    [Theory]
    [InlineData("{{column(x)}}", "device_OS", "\"device_OS\"")]
    [InlineData("{{Column(x)}}", "a.b", "\"a\".\"b\"")]
    [InlineData("{{symbol(x)}}", "a", "\"a\"")]
    [InlineData("{{Symbol(x)}}", "desc", "\"desc\"")]
    [InlineData("{{columns(x)}}", "a, b,c", "\"a\", \"b\", \"c\"")]
    [InlineData("{{columns(x, 'z', 'max')}}", "a,b", "\"max\"(\"a\") as \"a\", \"max\"(\"b\") as \"b\"")]
    [InlineData("{{table(x)}}", "events", "\"events\"")]
    [InlineData("{{TABLE(x)}}", "node_1", "\"node_1\"")]
    public void NamesAreCheckedAndQuoted(string template, string value, string expected) => Assert.Equal(expected, Render(template, ("x", value)));

    [Theory]
    [InlineData("{{column(x)}}", "a\" or 1=1 --")]
    [InlineData("{{column(x)}}", "")]
    [InlineData("{{column(x)}}", "a b")]
    [InlineData("{{column(x)}}", "a\n")]
    [InlineData("{{column(x)}}", "count(*)")]
    [InlineData("{{Symbol(x)}}", "a;drop table b")]
    [InlineData("{{columns(x)}}", "a,b)--")]
    [InlineData("{{columns(x)}}", "*")]
    [InlineData("{{table(x)}}", "pg_class")]
    [InlineData("{{table(x)}}", "sources.events")]
    [InlineData("{{table(x)}}", "events\" where true --")]
    public void WhatIsNoNameIsRefused(string template, string value) => Error(template, ("x", value));

    [Fact]
    public void NamesHaveDefaults()
    {
        Assert.Equal("\"a\"", Render("{{column(x, 'a')}}"));
        Assert.Equal("\"a\", \"b\"", Render("{{columns(x, 'a,b')}}"));
        Assert.Contains("x is required", Error("{{column(x)}}"));
    }

    [Fact]
    public void SqlAndDropsWhatIsAbsent()
    {
        const string Template = "{{sql_and(a=x, b__in=Array(y, 'Int32', defined=False), c__not_in=z, d__gt=Int32(g, defined=False), e__lte=l)}}";

        Assert.Equal("true", Render(Template));
        Assert.Equal("\"a\" = <Unknown 1>", Render(Template, ("x", "1")));
        Assert.Equal(
            "\"b\" in (<Integer 1>, <Integer 2>) and \"c\" not in (<Unknown q>) and \"d\" > <Integer 5> and \"e\" <= <Unknown 9>",
            Render(Template, ("y", "1,2"), ("z", "q"), ("g", "5"), ("l", "9")));
        Assert.Equal("\"a\" is null and false", Render("{{sql_and(a__in=Array(x))}}", ("x", "")));
    }

    [Fact]
    public void SplitToArrayMakesAListThatCanBeBoundOrWalked()
    {
        Assert.Equal("<Text[] a,b>", Render("{{split_to_array(x)}}", ("x", "a, b")));
        Assert.Equal("<Text[] 1,2>", Render("{{split_to_array(x, '1,2')}}"));
        Assert.Equal("[<Unknown a>, <Unknown b>]", Render(
            "[{% for last, i in enumerate_with_last(split_to_array(x, '', '|')) %}{{i}}{% if not last %}, {% end %}{% end %}]", ("x", "a|b")));
    }

    [Theory]
    [InlineData("day_diff('2026-11-20', '2026-11-18')", "2")]
    [InlineData("date_diff_in_days('2026-11-18 23:00:00', '2026-11-20 01:00:00')", "2")]
    [InlineData("date_diff_in_hours('2026-11-20 10:59:00', '2026-11-20 09:00:00')", "1")]
    [InlineData("date_diff_in_minutes('2026-11-20 09:00:00', '2026-11-20 10:59:59')", "119")]
    [InlineData("date_diff_in_seconds('2026-11-20 09:00:00', '2026-11-20 09:01:01')", "61")]
    [InlineData("date_diff_in_days('20261118', '20261120', backup_date_format='%Y%m%d')", "2")]
    public void DistancesOfDatesAreWholeAndNeverNegative(string call, string expected) =>
        Assert.Equal($"<Integer {expected}>", Render($"{{{{{call}}}}}"));

    [Fact]
    public void AnUnreadableDateIsAnErrorUnlessNoneIsWanted()
    {
        Assert.Contains("needs two dates", Error("{{date_diff_in_hours('x', '2026-11-20 09:00:00')}}"));
        Assert.Equal("no", Render("{% if date_diff_in_hours('x', 'y', none_if_error=True) is None %}no{% end %}"));
    }

    [Fact]
    public void ErrorsOfTheTemplateAreTheAnswer()
    {
        var error = Assert.Throws<CustomErrorException>(() => Render("{{error('bad ' + x)}}", ("x", "day")));
        Assert.Equal((400, "bad day", null), (error.Status, error.Message, error.Json));

        var custom = Assert.Throws<CustomErrorException>(() => Render("{{custom_error({'error': 'no', 'n': [1, True]}, 418)}}"));
        Assert.Equal((418, """{"error":"no","n":[1,true]}"""), (custom.Status, custom.Json));

        Assert.Contains("400 to 599", Error("{{custom_error('x', 200)}}"));
    }

    [Theory]
    [InlineData("{{max_threads(4)}}")]
    [InlineData("{{backend_hint('x')}}")]
    [InlineData("{{cache_ttl('5m')}}")]
    [InlineData("{{activate('analyzer')}}")]
    [InlineData("{{disable('analyzer')}}")]
    public void HintsForAnotherEngineHaveNoEffect(string template) => Assert.Equal("", Render(template));

    [Fact]
    public void HintsAreChecked() => Assert.Contains("5s, 1m, 5m, 30m, 1h", Error("{{cache_ttl('2m')}}"));

    [Fact]
    public void SecretsAreBound()
    {
        Assert.Equal("<Text secret>", Render("{{tb_secret('key')}}"));
        Assert.Equal("<Text x>", Render("{{tb_var('other', 'x')}}"));
        Assert.Contains("Grainwatch__Pipes__Secrets__other", Error("{{tb_secret('other')}}"));
    }

    [Fact]
    public void SqlUnescapeUndoesEscapes() => Assert.Equal("<Unknown a'b%c>", Render("{{sql_unescape(x)}}", ("x", @"a\'b\%c")));

    [Fact]
    public void AnUnknownFunctionIsFoundWhenTheFileIsRead()
    {
        var error = Assert.ThrowsAny<TemplateException>(() => Template.Parse("select\n{{ now() }}", 10));

        Assert.Equal(11, error.Line);
        Assert.Contains("no function now()", error.Message);
        Assert.Contains("Did you mean Int32()", Assert.ThrowsAny<TemplateException>(() => Template.Parse("{{int32(x)}}")).Message);
    }
}
