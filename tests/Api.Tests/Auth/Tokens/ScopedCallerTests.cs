using Grainwatch.Api.Auth;
using Grainwatch.Api.Auth.Tokens;

namespace Grainwatch.Api.Tests.Auth.Tokens;

public sealed class ScopedCallerTests
{
    static readonly (Scope Scope, string? Resource)[] Everything =
    [
        .. Enum.GetValues<Scope>().SelectMany(scope => scope.HasResource()
            ? new (Scope, string?)[] { (scope, "a"), (scope, "b"), (scope, "a_quarantine") }
            : [(scope, null)]),
    ];

    [Theory]
    [InlineData("ADMIN", "*")]
    [InlineData("TOKENS", "TOKENS")]
    [InlineData("DATASOURCES:CREATE", "DATASOURCES:CREATE DATASOURCES:APPEND:a DATASOURCES:APPEND:b DATASOURCES:APPEND:a_quarantine")]
    [InlineData("DATASOURCES:APPEND:a", "DATASOURCES:APPEND:a")]
    [InlineData("DATASOURCES:READ:a", "DATASOURCES:READ:a DATASOURCES:READ:a_quarantine")]
    [InlineData("DATASOURCES:DROP:a", "DATASOURCES:DROP:a")]
    [InlineData("PIPES:CREATE", "PIPES:CREATE")]
    [InlineData("PIPES:READ:b", "PIPES:READ:b")]
    [InlineData("PIPES:DROP:b", "PIPES:DROP:b")]
    [InlineData("ORG_DATASOURCES:READ", "ORG_DATASOURCES:READ")]
    [InlineData("WORKSPACE:READ_ALL", "DATASOURCES:READ:a DATASOURCES:READ:b DATASOURCES:READ:a_quarantine PIPES:READ:a PIPES:READ:b PIPES:READ:a_quarantine WORKSPACE:READ_ALL")]
    public void AllowsExactlyWhatItSays(string scope, string allowed)
    {
        var caller = new ScopedCaller("test", [TokenScope.Parse(scope)]);

        var found = Everything.Where(one => caller.Allows(one.Scope, one.Resource)).Select(one => new TokenScope(one.Scope, one.Resource).ToString());

        var expected = allowed == "*" ? Everything.Select(one => new TokenScope(one.Scope, one.Resource).ToString()) : allowed.Split(' ');
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AFilterHoldsWhateverElseIsAllowed()
    {
        var caller = new ScopedCaller("test", [TokenScope.Parse("WORKSPACE:READ_ALL"), TokenScope.Parse("DATASOURCES:READ:a:x=1"), TokenScope.Parse("DATASOURCES:READ:a")]);

        Assert.Equal([new ReadFilter(Scope.DataSourcesRead, "a", "x=1")], caller.Filters);
    }
}
