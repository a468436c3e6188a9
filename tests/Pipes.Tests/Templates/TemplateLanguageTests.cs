using Grainwatch.Pipes.Templates;
using static Grainwatch.Pipes.Tests.Templates.Rendering;

namespace Grainwatch.Pipes.Tests.Templates;

public sealed class TemplateLanguageTests
{
    [Theory]
    [InlineData("1 + 2 * 3 - 4", "Integer 3")]
    [InlineData("(1 + 2) * 3", "Integer 9")]
    [InlineData("7 // 2", "Integer 3")]
    [InlineData("-7 // 2", "Integer -4")]
    [InlineData("-7 % 3", "Integer 2")]
    [InlineData("7 / 2", "Double 3.5")]
    [InlineData("1.5 + 1", "Double 2.5")]
    [InlineData("-(-3)", "Integer 3")]
    [InlineData("'a' + \"b\" 'c'", "Unknown abc")]
    [InlineData("'ab' * 3", "Unknown ababab")]
    [InlineData("r'a\\n'", "Unknown a\\n")]
    [InlineData("'''a'b'''", "Unknown a'b")]
    [InlineData("'\\x41\\u00e9\\n'", "Unknown Aé\n")]
    [InlineData("1 if x == 'b' else 2", "Integer 2")]
    [InlineData("x or 'z'", "Unknown a")]
    [InlineData("missing or 'z'", "Unknown z")]
    [InlineData("'abc'[1]", "Unknown b")]
    [InlineData("'abc'[-1]", "Unknown c")]
    [InlineData("'abcd'[1:3]", "Unknown bc")]
    [InlineData("'abcd'[::-1]", "Unknown dcba")]
    [InlineData("[1, 2, 3][1:]", "Integer[] 2,3")]
    [InlineData("{'a': 5}['a']", "Integer 5")]
    [InlineData("{'a': 5}.get('b', 6)", "Integer 6")]
    [InlineData("'a,b'.split(',')", "Text[] a,b")]
    [InlineData("'-'.join(['a', 'b'])", "Unknown a-b")]
    [InlineData("' a '.strip().upper()", "Unknown A")]
    [InlineData("'aXbX'.replace('X', '_')", "Unknown a_b_")]
    [InlineData("len('abc') + len([1])", "Integer 4")]
    [InlineData("int('5') + 1", "Integer 6")]
    [InlineData("str(5) + 'x'", "Unknown 5x")]
    [InlineData("max(1, 5, 3) + min([4, 2])", "Integer 7")]
    [InlineData("sum(range(5))", "Integer 10")]
    [InlineData("sorted([3, 1, 2])", "Integer[] 1,2,3")]
    [InlineData("round(2.567, 1)", "Double 2.6")]
    [InlineData("abs(-5)", "Integer 5")]
    [InlineData("10000000000", "Bigint 10000000000")]
    [InlineData("10000000000 * 10000000000", "Numeric 100000000000000000000")]
    public void ExpressionsComputeAsInPython(string expression, string expected) =>
        Assert.Equal($"<{expected}>", Render($"{{{{{expression}}}}}", ("x", "a")).Replace("\r", ""));

    [Theory]
    [InlineData("x == 'a'", true)]
    [InlineData("x != 'a'", false)]
    [InlineData("x == 1", false)]
    [InlineData("missing == None", true)]
    [InlineData("missing is not None", false)]
    [InlineData("missing == ''", false)]
    [InlineData("not missing", true)]
    [InlineData("1 < 2 <= 2", true)]
    [InlineData("1 < 2 < 2", false)]
    [InlineData("'a' < 'b' and not False", true)]
    [InlineData("x in ['a', 'b']", true)]
    [InlineData("x not in 'bcd'", true)]
    [InlineData("'k' in {'k': 1}", true)]
    [InlineData("missing in ['a']", false)]
    [InlineData("1 == 1.0", true)]
    [InlineData("[1, 'a'] == [1, 'a']", true)]
    [InlineData("'a'.startswith('a') and 'ab'.endswith('b')", true)]
    [InlineData("'5'.isdigit()", true)]
    [InlineData("any([0, 1]) and not all([0, 1])", true)]
    public void Conditions(string condition, bool expected) =>
        Assert.Equal(expected ? "1" : "0", Render($"{{% if {condition} %}}1{{% else %}}0{{% end %}}", ("x", "a")));

    [Fact]
    public void Blocks()
    {
        const string Choice = "{% if x == '1' %}a{% elif x == '2' %}b{% else %}c{% end %}";
        Assert.Equal("a", Render(Choice, ("x", "1")));
        Assert.Equal("b", Render(Choice, ("x", "2")));
        Assert.Equal("c", Render(Choice));
        Assert.Equal("<Integer 0>,<Integer 2>,done", Render("{% for i in range(10) %}{% if i == 1 %}{% continue %}{% elif i > 2 %}{% break %}{% end %}{{i}},{% end %}done"));
        Assert.Equal("ababab", Render("{% set n = 3 %}{% while n > 0 %}ab{% set n = n - 1 %}{% end %}"));
        Assert.Equal("<Integer 1><Integer 2>", Render("{% set a, b = 1, 2 %}{{a}}{{b}}"));
        Assert.Equal("<Unknown k><Integer 5>", Render("{% for k, v in {'k': 5}.items() %}{{k}}{{v}}{% end %}"));
        Assert.Equal("caught,last", Render("{% try %}{{Int32(x)}}{% except %}caught,{% finally %}last{% end %}", ("x", "no")));
        Assert.Equal("<Integer 5>,fine,last", Render("{% try %}{{Int32(x)}}{% except %}caught{% else %},fine{% finally %},last{% end %}", ("x", "5")));
        Assert.Equal("ab", Render("a{# not {{ this }} #}{% comment nor this %}b"));
        Assert.Equal("{{ x }}{% y %}", Render("{{! x }}{%! y %}"));
        Assert.Equal("{ a }", Render("{ a }"));
        Assert.Equal("1", Render("{% if True %}1{% end if %}"));
    }

    [Theory]
    [InlineData("{{ x", 1, "never closed")]
    [InlineData("a\n{% if x %}\nb", 2, "never closed")]
    [InlineData("a\n\n{% end %}", 3, "belongs to no block")]
    [InlineData("{% if x %}\n{% elif %}{% end %}", 2, "expected a value")]
    [InlineData("{% if x %}{% else %}\n{% elif x %}{% end %}", 2, "does not belong")]
    [InlineData("{{ }}", 1, "is empty")]
    [InlineData("{{ 1 + }}", 1, "expected a value")]
    [InlineData("{{ (1 }}", 1, "expected ')'")]
    [InlineData("{{ 'a }}", 1, "never closed")]
    [InlineData("{{ a b }}", 1, "did not expect")]
    [InlineData("{{ 2 ** 3 }}", 1, "exponentiation")]
    [InlineData("{{ lambda: 1 }}", 1, "'lambda' is not allowed")]
    [InlineData("{% import os %}", 1, "'{% import %}' is not allowed")]
    [InlineData("{% from os import path %}", 1, "'{% from %}' is not allowed")]
    [InlineData("{{ __import__('os') }}", 1, "'__import__' is not allowed")]
    [InlineData("{{ x.__class__ }}", 1, "'__class__' is not allowed")]
    [InlineData("{{ x.y }}", 1, "'.y' is not allowed")]
    [InlineData("{{ [i for i in x] }}", 1, "comprehensions")]
    [InlineData("{{ f'{x}' }}", 1, "f-strings")]
    [InlineData("{{ x(1)(2) }}", 1, "only functions can be called")]
    [InlineData("{% break %}", 1, "outside of a loop")]
    [InlineData("{% endif %}", 1, "write {% end %}")]
    [InlineData("{% nonsense %}", 1, "is not known")]
    [InlineData("{{ eval('1') }}", 1, "'eval' is not allowed")]
    [InlineData("{{ open('/etc/passwd') }}", 1, "no function open()")]
    public void WhatIsNoTemplateIsRefusedWithItsLine(string template, int line, string problem)
    {
        var error = Assert.ThrowsAny<TemplateException>(() => Template.Parse(template));

        Assert.Contains(problem, error.Message);
        Assert.Equal(line, error.Line);
    }

    [Theory]
    [InlineData("{% while True %}{% end %}")]
    [InlineData("{% for i in range(1000) %}{% for j in range(1000) %}x{% end %}{% end %}")]
    [InlineData("{% set s = 'x' %}{% for i in range(100) %}{% set s = s + s %}{% end %}")]
    [InlineData("{% set n = 2 %}{% for i in range(100) %}{% set n = n * n %}{% end %}")]
    [InlineData("{% set l = [1] %}{% for i in range(100) %}{% set l = l + l %}{% end %}")]
    [InlineData("{% for i in range(9999) %}{{ 'x' * 100000 }}{% end %}")]
    [InlineData("{% for i in range(9999) %}some text that is written over and over again{% end %}{% for i in range(9999) %}some text that is written over and over again{% end %}")]
    [InlineData("{{ range(1000000000) }}")]
    [InlineData("{{ 'x' * 1000000000 }}")]
    [InlineData("{{ x * 1000000000000000000000 }}")]
    [InlineData("{{ ','.join(list(x * 5000)) }}")]
    [InlineData("{% for i in range(10000) %}{{i}}{{i}}{% end %}")]
    [InlineData("{% try %}{% while True %}{% end %}{% except %}ok{% end %}")]
    public void NoTemplateRunsForEver(string template) => Assert.Throws<TemplateTooBigException>(() => Render(template, ("x", "abc")));

    [Fact]
    public void DeepNestingIsRefusedAndDoesNotEndTheProcess()
    {
        Error($"{{{{{new string('(', 5000)}1{new string(')', 5000)}}}}}");
        Error($"{{{{{new string('-', 5000)}1}}}}");
        Error($"{{{{{string.Join("", Enumerable.Repeat("not ", 5000))}1}}}}");
        Error($"{{{{{string.Join("+", Enumerable.Repeat("1", 5000))}}}}}");
        Error(string.Join("", Enumerable.Repeat("{% if 1 %}", 500)) + string.Join("", Enumerable.Repeat("{% end %}", 500)));
        Error($"{{{{{new string('[', 5000)}{new string(']', 5000)}}}}}");
    }

    [Fact]
    public void ErrorsWhileRenderingKnowTheirLine()
    {
        var error = Assert.ThrowsAny<TemplateException>(() => Render("select\n1\n{{Int32(x)}}", ("x", "no")));

        Assert.Equal(3, error.Line);
    }
}
