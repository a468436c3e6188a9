using System.Net;
using System.Net.Http.Json;
using System.Text;
using Grainwatch.Api.Auth.Tokens;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Auth.Tokens;

public sealed class TokensApiTests(TokenRig rig) : IClassFixture<TokenRig>
{
    [Fact]
    public async Task IsMadeByAFormAndItsTextIsAnsweredOnce()
    {
        using var made = await rig.Server.Client.PostAsync("/v0/tokens/", Form("name=form", "description=of a form", "scope=PIPES:READ:by_item", "scope=DATASOURCES:READ:sales:company_id=1"));
        var token = await made.JsonAsync();
        var text = token.GetProperty("token").GetString()!;

        Assert.Equal("""[{"type":"PIPES:READ","resource":"by_item","filter":""},{"type":"DATASOURCES:READ","resource":"sales","filter":"company_id=1"}]""", token.GetProperty("scopes").GetRawText());
        using var client = rig.Server.CreateClient(text);
        using var used = await client.GetAsync("/v0/pipes/by_item.json");
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        foreach (var path in new[] { "/v0/tokens", "/v0/tokens/form" })
        {
            var listed = await rig.Server.Client.GetStringAsync(path);
            Assert.Contains("\"description\":\"of a form\"", listed, StringComparison.Ordinal);
            Assert.DoesNotContain(text, listed, StringComparison.Ordinal);
        }

        await using var dump = rig.Server.Database.CreateCommand("select string_agg(t::text, ' ') from grainwatch.tokens t");
        Assert.DoesNotContain(text[3..], (string)(await dump.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsMadeByJsonAndByTheQuery()
    {
        using var json = await rig.Server.Client.PostAsJsonAsync("/v0/tokens", new { name = "json", scopes = new[] { new { type = "PIPES:READ", resource = "totals" } } });
        using var query = await rig.Server.Client.PostAsync("/v0/tokens?name=query&scope=PIPES:READ:totals", content: null);

        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
    }

    [Fact]
    public async Task ANameIsTakenOnce()
    {
        using var first = await rig.Server.Client.PostAsync("/v0/tokens", Form("name=twice", "scope=TOKENS"));
        using var second = await rig.Server.Client.PostAsync("/v0/tokens", Form("name=twice", "scope=TOKENS"));

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Fact]
    public async Task NewScopesReplaceTheOldAtOnce()
    {
        var (name, client) = await MakeAsync("scope=PIPES:READ:by_item");
        using var before = await client.GetAsync("/v0/pipes/by_item.json");

        using var changed = await rig.Server.Client.PutAsync($"/v0/tokens/{name}", Form("scope=PIPES:READ:totals"));

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var old = await client.GetAsync("/v0/pipes/by_item.json");
        using var now = await client.GetAsync("/v0/pipes/totals.json");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK), (before.StatusCode, old.StatusCode, now.StatusCode));
    }

    [Fact]
    public async Task ARefreshedTokenHasAnotherTextAndTheOldOneEndsAtOnce()
    {
        var (name, client) = await MakeAsync("scope=PIPES:READ:totals");
        using var before = await client.GetAsync("/v0/pipes/totals.json");

        using var refreshed = await rig.Server.Client.PostAsync($"/v0/tokens/{name}/refresh", content: null);

        using var fresh = rig.Server.CreateClient((await refreshed.JsonAsync()).GetProperty("token").GetString());
        using var old = await client.GetAsync("/v0/pipes/totals.json");
        using var now = await fresh.GetAsync("/v0/pipes/totals.json");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK), (before.StatusCode, old.StatusCode, now.StatusCode));
    }

    [Fact]
    public async Task ARemovedTokenEndsAtOnce()
    {
        var (name, client) = await MakeAsync("scope=PIPES:READ:totals");
        using var before = await client.GetAsync("/v0/pipes/totals.json");

        using var removed = await rig.Server.Client.DeleteAsync($"/v0/tokens/{name}");

        Assert.Equal("{\"ok\":true}", await removed.Content.ReadAsStringAsync());
        using var after = await client.GetAsync("/v0/pipes/totals.json");
        using var again = await rig.Server.Client.DeleteAsync($"/v0/tokens/{name}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (before.StatusCode, after.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task WhatAProjectAsksForIsThereAndGetsItsTextWhenAsked()
    {
        var shop = (await (await rig.Server.Client.GetAsync("/v0/tokens/shop")).JsonAsync()).GetProperty("scopes").GetRawText();
        Assert.Equal("""[{"type":"DATASOURCES:APPEND","resource":"sales","filter":""},{"type":"PIPES:READ","resource":"by_item","filter":""}]""", shop);

        using var refreshed = await rig.Server.Client.PostAsync("/v0/tokens/shop/refresh", content: null);
        using var client = rig.Server.CreateClient((await refreshed.JsonAsync()).GetProperty("token").GetString());
        using var read = await client.GetAsync("/v0/pipes/by_item.json");

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory]
    [InlineData("scope=PIPES:READ:totals", "name is missing")]
    [InlineData("name=a/b&scope=TOKENS", "'/'")]
    [InlineData("name=admin&scope=TOKENS", "'admin' is the admin token's")]
    [InlineData("name=bad", "at least one scope")]
    [InlineData("name=bad&scope=PIPES:RAED:totals", "There is no scope 'PIPES:RAED'")]
    [InlineData("name=bad&scope=PIPES:READ:nothing", "There is no pipe 'nothing'")]
    [InlineData("name=bad&scope=DATASOURCES:READ:nothing", "There is no data source 'nothing'")]
    [InlineData("name=bad&scope=DATASOURCES:READ:sales:size=1", "names the column 'size', which is not there: there are company_id, item")]
    [InlineData("name=bad&scope=DATASOURCES:READ:sales:company_id='x'", "does not fit its columns")]
    [InlineData("name=bad&scope=DATASOURCES:READ:sales:company_id=1;drop table x", "';'")]
    [InlineData("name=bad&scope=PIPES:READ:totals&expiration_time=soon", "expiration_time is 'soon'")]
    [InlineData("name=bad&scope=PIPES:READ:totals&expiration_time=1", "which has passed")]
    [InlineData("name=bad&scope=ADMIN&expiration_time=4102444800", "A JWT cannot have ADMIN")]
    [InlineData("{\"name\":\"bad\",\"scopes\":[{\"resource\":\"totals\"}]}", "A scope has no type")]
    [InlineData("{\"name\":\"bad\",\"scopes\":[", "The body is no JSON at line 1")]
    [InlineData("{\"name\":\"bad\",\"scopes\":[{\"type\":\"PIPES:READ\",\"resource\":\"totals\",\"fixed_params\":{\"a\":1}}]}", "are for JWTs")]
    public async Task WhatMakesNoSenseIsNamed(string body, string problem)
    {
        using var answer = await rig.Server.Client.PostAsync("/v0/tokens", new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(problem, (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlyTheTokensScopeMayHandleTokens()
    {
        using var reader = await rig.ClientAsync("PIPES:READ:totals", "DATASOURCES:CREATE");
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/shop"), ("POST", ""), ("PUT", "/shop"), ("POST", "/shop/refresh"), ("DELETE", "/shop") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/v0/tokens{path}");
            using var answer = await reader.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task WhoHandlesTokensBecomesNoAdministratorByIt()
    {
        using var made = await rig.Server.Client.PostAsync("/v0/tokens", Form("name=second admin", "scope=ADMIN"));
        made.EnsureSuccessStatusCode();
        using var keeper = await rig.ClientAsync("TOKENS");

        using var ordinary = await keeper.PostAsync("/v0/tokens", Form("name=by keeper", "scope=PIPES:READ:totals"));
        using var create = await keeper.PostAsync("/v0/tokens", Form("name=mine", "scope=ADMIN"));
        using var raise = await keeper.PutAsync("/v0/tokens/by keeper", Form("scope=ADMIN"));
        using var steal = await keeper.PostAsync("/v0/tokens/second admin/refresh", content: null);
        using var remove = await keeper.DeleteAsync("/v0/tokens/second admin");

        Assert.Equal(HttpStatusCode.OK, ordinary.StatusCode);
        Assert.All([create, raise, steal, remove], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task AJwtSignedByOthersWithTheAdminTokenIsAsGoodAsOurs()
    {
        var payload = Encoding.UTF8.GetBytes("""{"workspace_id":"w","name":"n","exp":4102444800,"scopes":[{"type":"PIPES:READ","resource":"totals"}]}""");
        using var client = rig.Server.CreateClient(Jwt.Sign(payload, Encoding.UTF8.GetBytes(GrainwatchServer.AdminToken)));

        using var answer = await client.GetAsync("/v0/pipes/totals.json");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"n","exp":1000000000,"scopes":[{"type":"PIPES:READ","resource":"totals"}]}""")]
    [InlineData("""{"name":"n","scopes":[{"type":"PIPES:READ","resource":"totals"}]}""")]
    [InlineData("""{"name":"n","exp":"4102444800","scopes":[{"type":"PIPES:READ","resource":"totals"}]}""")]
    [InlineData("""{"name":"n","exp":4102444800,"scopes":[{"type":"ADMIN"}]}""")]
    [InlineData("""{"name":"n","exp":4102444800,"scopes":[{"type":"PIPES:READ","resource":"totals"},{"type":"TOKENS"}]}""")]
    [InlineData("""{"name":"n","exp":4102444800}""")]
    [InlineData("""[4102444800]""")]
    [InlineData("""{"name":"n","exp":4102444800,"scopes":[{"type":"PIPES:READ","resource":"totals"}],"limits":{"rps":-1}}""")]
    public async Task AJwtThatExpiredOrSaysWhatNoneCanIsRefused(string payload)
    {
        using var client = rig.Server.CreateClient(Jwt.Sign(Encoding.UTF8.GetBytes(payload), Encoding.UTF8.GetBytes(GrainwatchServer.AdminToken)));

        using var answer = await client.GetAsync("/v0/pipes/totals.json");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task AJwtsOwnLimitHolds()
    {
        using var client = await rig.JwtClientAsync(new[] { new { type = "PIPES:READ", resource = "totals" } }, new { rps = 1 });

        // One a second passes, and twenty at once do not take twenty seconds.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/v0/pipes/totals.json")));

        var refused = answers.First(answer => answer.StatusCode is HttpStatusCode.TooManyRequests);
        Assert.Equal("1", refused.Headers.GetValues("X-RateLimit-Limit").Single());
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    async Task<(string Name, HttpClient Client)> MakeAsync(string scope)
    {
        var name = $"made {Guid.NewGuid():N}";
        using var made = await rig.Server.Client.PostAsync("/v0/tokens", Form($"name={name}", scope));
        made.EnsureSuccessStatusCode();
        return (name, rig.Server.CreateClient((await made.JsonAsync()).GetProperty("token").GetString()));
    }

    static FormUrlEncodedContent Form(params string[] fields) =>
        new(fields.Select(field => field.Split('=', 2)).Select(field => KeyValuePair.Create(field[0], field[1])));
}
