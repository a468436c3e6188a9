using Grainwatch.Pipes.Templates;
using static Grainwatch.Pipes.Tests.Templates.Rendering;

namespace Grainwatch.Pipes.Tests.Templates;

public sealed class TypedParameterTests
{
    [Theory]
    [InlineData("String", "a'b", "Text a'b")]
    [InlineData("String", "", "Text ")]
    [InlineData("Int8", "-128", "Integer -128")]
    [InlineData("UInt8", "255", "Integer 255")]
    [InlineData("Int16", "+5", "Integer 5")]
    [InlineData("Int32", "2147483647", "Integer 2147483647")]
    [InlineData("UInt32", "4294967295", "Bigint 4294967295")]
    [InlineData("Int64", "-9223372036854775808", "Bigint -9223372036854775808")]
    [InlineData("UInt64", "18446744073709551615", "Numeric 18446744073709551615")]
    [InlineData("Int128", "-170141183460469231731687303715884105728", "Numeric -170141183460469231731687303715884105728")]
    [InlineData("UInt256", "5", "Numeric 5")]
    [InlineData("Int", "5", "Bigint 5")]
    [InlineData("Integer", "5", "Bigint 5")]
    [InlineData("Float32", "0.5", "Real 0.5")]
    [InlineData("Float64", "-1.5e3", "Double -1500")]
    [InlineData("Date", "2026-11-20", "Date 11/20/2026")]
    [InlineData("DateTime", "2026-11-20 09:15:00", "TimestampTz 2026-11-20 09:15:00")]
    [InlineData("DateTime", "2026-11-20T09:15:00", "TimestampTz 2026-11-20 09:15:00")]
    [InlineData("DateTime", "2026/11/20 09:15:00", "TimestampTz 2026-11-20 09:15:00")]
    [InlineData("DateTime", "20-11-2026 09:15:00", "TimestampTz 2026-11-20 09:15:00")]
    [InlineData("DateTime", "2026-11-20T09:15:00.250+01:00", "TimestampTz 2026-11-20 08:15:00.25")]
    [InlineData("DateTime64", "2026-11-20 09:15:00.123", "TimestampTz 2026-11-20 09:15:00.123")]
    [InlineData("UUID", "6f1e5f3a-9a57-4d39-9c3e-1f2b3c4d5e6f", "Uuid 6f1e5f3a-9a57-4d39-9c3e-1f2b3c4d5e6f")]
    [InlineData("Boolean", "1", "Unknown 1")]
    [InlineData("Boolean", "yes", "Unknown 1")]
    [InlineData("Boolean", "0", "Unknown 0")]
    [InlineData("Boolean", "FALSE", "Unknown 0")]
    [InlineData("bool", "true", "Unknown 1")]
    public void AValueThatFitsIsBoundWithItsType(string type, string value, string expected) =>
        Assert.Equal($"<{expected}>", Render($"{{{{{type}(x)}}}}", ("x", value)));

    [Theory]
    [InlineData("Int8", "128")]
    [InlineData("UInt8", "-1")]
    [InlineData("UInt8", "256")]
    [InlineData("Int32", "2147483648")]
    [InlineData("Int32", "")]
    [InlineData("Int32", " 5")]
    [InlineData("Int32", "5.0")]
    [InlineData("Int32", "5 or 1=1")]
    [InlineData("Int32", "٥")]
    [InlineData("UInt64", "18446744073709551616")]
    [InlineData("Int256", "99999999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("Float64", "1e999")]
    [InlineData("Float64", "NaN")]
    [InlineData("Float64", "")]
    [InlineData("Float32", "1e39")]
    [InlineData("Date", "2026-11-20 09:15:00")]
    [InlineData("Date", "2026-02-30")]
    [InlineData("DateTime", "")]
    [InlineData("DateTime", "2026-11-20")]
    [InlineData("DateTime", "2026-13-20 09:15:00")]
    [InlineData("DateTime", "now()")]
    [InlineData("DateTime", "1700000000")]
    [InlineData("UUID", "x")]
    public void AValueThatDoesNotFitIsRefusedWithItsTypeAndName(string type, string value)
    {
        var error = Error($"{{{{{type}(x)}}}}", ("x", value));

        Assert.Contains(type, error);
        Assert.Contains("for x", error);
        Assert.Contains($"'{value}'", error);
    }

    [Fact]
    public void ADefaultStandsForAnAbsentParameterOnly()
    {
        Assert.Equal("<Integer 7>", Render("{{Int32(x, 7)}}"));
        Assert.Equal("<Integer 7>", Render("{{Int32(x, default='7')}}"));
        Assert.Equal("<Text >", Render("{{String(x, 'a')}}", ("x", "")));
        Assert.Contains("''", Error("{{Int32(x, 7)}}", ("x", "")));
    }

    [Fact]
    public void WithoutAValueOrDefaultEveryMissingParameterIsNamed()
    {
        Assert.Equal("the parameter x is required, but undefined. Add it to the request.", Error("{{Int32(x)}}"));
        Assert.Equal(
            "the parameters b, c and x are required, but undefined. Add them to the request.",
            Error("{{String(x)}} {{Int32(b)}} {{Date(c)}} {{Date(d, '2026-01-01')}} {{String(here)}}{% if defined(e) %}{{String(e)}}{% end %}", ("here", "1")));
    }

    [Fact]
    public void DescriptionsAreNotChecks()
    {
        Assert.Equal("<Text z>", Render("{{String(x, 'a', description='d', required=True, enum=['a', 'b'], example='a', format='f')}}", ("x", "z")));
        Assert.Equal("null", Render("{{String(x, defined=False)}}"));
    }

    [Theory]
    [InlineData("Array(x, 'Int32')", "1,2,3", "Integer[] 1,2,3")]
    [InlineData("Array(x, Int32)", "1", "Integer[] 1")]
    [InlineData("Array(x)", "a, b", "Text[] a,b")]
    [InlineData("Array(x, 'String')", "it's", "Text[] it's")]
    [InlineData("Array(x, 'UInt64')", "1", "Numeric[] 1")]
    [InlineData("Array(x, 'Float64')", "1.5,2", "Double[] 1.5,2")]
    [InlineData("Array(x, 'Date')", "2026-11-20", "Date[] 11/20/2026")]
    [InlineData("Array(x, 'Int32')", "", "Unknown {}")]
    public void AnArrayIsACommaList(string call, string value, string expected) =>
        Assert.Equal($"<{expected}>", Render($"{{{{{call}}}}}", ("x", value)));

    [Fact]
    public void AnArrayIsARepeatedParameterOrAJsonArray()
    {
        Assert.Equal("<Text[] a,b,c>", Render("{{Array(x)}}", ("x", "a,b"), ("x", "c")).Replace("a,b,c", "a,b,c"));
        Assert.Equal("<Integer[] 1,2>", Render("{{Array(x, 'Int32')}}", ("x", "1"), ("x", "2")));
        Assert.Equal("<Integer[] 1,2>", Render("{{Array(x, 'Int32')}}", Json("x", "[1, \"2\"]")));
        Assert.Equal("<Integer[] 4,5>", Render("{{Array(x, 'Int32', '4,5')}}"));
        Assert.Contains("Int32", Error("{{Array(x, 'Int32')}}", ("x", "1,b")));
    }

    [Fact]
    public void OfARepeatedParameterAScalarTakesTheLast() =>
        Assert.Equal("<Integer 2>", Render("{{Int32(x)}}", ("x", "1"), ("x", "2")));

    [Theory]
    [InlineData("5", "<Integer 5>")]
    [InlineData("\"5\"", "<Integer 5>")]
    public void JsonParametersKeepTheirTypes(string json, string expected) =>
        Assert.Equal(expected, Render("{{Int32(x)}}", Json("x", json)));

    [Fact]
    public void JsonNullIsAbsent() => Assert.Equal("<Integer 9>", Render("{{Int32(x, 9)}}", Json("x", "null")));

    [Fact]
    public void JsonBecomesDictsAndLists() =>
        Assert.Equal("<Unknown b2>", Render("{% set j = JSON(x) %}{{j['a'][1].get('k')}}", ("x", """{"a": [1, {"k": "b2"}]}""")));

    [Fact]
    public void UntypedTextIsBoundAsALiteralWouldBe()
    {
        Assert.Equal("a = <Unknown x' or 1=1>", Render("a = {{x}}", ("x", "x' or 1=1")));
        Assert.Equal("<Integer 5>", Render("{{5}}"));
        Assert.Equal("the parameter x is required, but undefined. Add it to the request.", Error("{{x}}"));
    }

    [Fact]
    public void ArithmeticOfTypedValuesIsAPlainNumber()
    {
        Assert.Equal("offset <Integer 60>", Render("offset {{Int32(page, 0) * Int32(page_size, 100)}}", ("page", "3"), ("page_size", "20")));
        Assert.Equal("<Bigint 4294967294>", Render("{{Int32(a) * 2}}", ("a", "2147483647")));
        Assert.Equal("<Double 2.5>", Render("{{Int32(a) / 2}}", ("a", "5")));
    }

    [Fact]
    public void ParametersAreDescribedWithoutRendering()
    {
        var template = Template.Parse(
            "{% if defined(a) %}{{DateTime(a, '2026-01-01 00:00:00', description='From')}}{% end %} {{Int32(n, 100)}} {{String(r, enum=['x','y'], example='x')}} {% for i in range(3) %}{{i}}{% end %} {{Array(l, 'Int8')}}");

        Assert.Equal(
            ["a DateTime 2026-01-01 00:00:00 False From", "n Int32 100 False ", "r String  True ", "l Array(Int8)  True "],
            template.Parameters.Select(p => $"{p.Name} {p.Type} {p.Default} {p.IsRequired} {p.Description}"));
        Assert.Equal(["x", "y"], template.Parameters[2].Enum);
    }

    [Fact]
    public void NamesThatMeanSomethingInARequestCannotBeParameters() =>
        Assert.Contains("'format' is reserved", Error("{{String(format, 'x')}}"));
}
