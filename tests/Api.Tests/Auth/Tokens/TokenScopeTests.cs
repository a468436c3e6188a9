using Grainwatch.Api.Auth;
using Grainwatch.Api.Auth.Tokens;

namespace Grainwatch.Api.Tests.Auth.Tokens;

public sealed class TokenScopeTests
{
    [Theory]
    [InlineData("ADMIN", Scope.Admin, null, null)]
    [InlineData("TOKENS", Scope.Tokens, null, null)]
    [InlineData("DATASOURCES:CREATE", Scope.DataSourcesCreate, null, null)]
    [InlineData("datasources:append:events", Scope.DataSourcesAppend, "events", null)]
    [InlineData("DATASOURCES:READ:events", Scope.DataSourcesRead, "events", null)]
    [InlineData("DATASOURCES:READ:events:", Scope.DataSourcesRead, "events", null)]
    [InlineData("DATASOURCES:READ:events:company_id=1", Scope.DataSourcesRead, "events", "company_id=1")]
    [InlineData("DATASOURCES:READ:events:at > '2026-01-01 00:00:00'", Scope.DataSourcesRead, "events", "at > '2026-01-01 00:00:00'")]
    [InlineData("PIPES:READ:top:a == 'x:y'", Scope.PipesRead, "top", "a == 'x:y'")]
    [InlineData("WORKSPACE:READ_ALL", Scope.WorkspaceReadAll, null, null)]
    public void IsSplitAtMostThreeTimes(string text, Scope scope, string? resource, string? filter) =>
        Assert.Equal(new TokenScope(scope, resource, filter), TokenScope.Parse(text));

    [Fact]
    public void WhatItWritesItReadsBack()
    {
        foreach (var scope in Enum.GetValues<Scope>())
        {
            var written = new TokenScope(scope, scope.HasResource() ? "name" : null, scope.CanHaveFilter() ? "a = ':' and b = 1" : null);
            Assert.Equal(written, TokenScope.Parse(written.ToString()));
        }
    }

    [Theory]
    [InlineData("", "There is no scope ''")]
    [InlineData("EVERYTHING", "There is no scope 'EVERYTHING'. There are ADMIN, TOKENS")]
    [InlineData("PIPES:RAED:x", "There is no scope 'PIPES:RAED'")]
    [InlineData("PIPES:READ", "needs a name: PIPES:READ:NAME")]
    [InlineData("PIPES:READ:", "needs a name")]
    [InlineData("ADMIN:everything", "has no name behind it")]
    [InlineData("DATASOURCES:APPEND:x:a=1", "cannot have a filter")]
    public void WhatIsNoScopeSaysWhatIsExpected(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => TokenScope.Parse(text)).Message, StringComparison.Ordinal);
}
