using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Grainwatch.Cluster.Tests.Support;
using Grainwatch.Testing;
using Microsoft.AspNetCore.Routing;

namespace Grainwatch.Cluster.Tests.Security;

/// <summary>Tokens where several processes answer, and the endpoints that only a silo has.</summary>
[Collection(TwoSilosCollection.Name)]
public sealed class ClusterTokensTests(TwoSilos cluster)
{
    static readonly string[] OfBothShapes = ["v0/", "v1/", "health/", "docs", "openapi/", "metrics", "status", "assets/"];

    HttpClient Admin => cluster.Cluster.Silos[0].Client;

    [Fact]
    public async Task AChangeAtOneGatewayHoldsAtTheOtherInAMoment()
    {
        using var made = await Admin.PostAsync("/v0/tokens?name=changing&scope=PIPES:READ:recent_logs", content: null);
        using var other = await ClientAsync(1, made);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, "/v0/pipes/recent_logs.json"));

        using var changed = await Admin.PutAsync("/v0/tokens/changing?scope=PIPES:READ:log_anomalies", content: null);
        await BecomesAsync(HttpStatusCode.Forbidden, other, "/v0/pipes/recent_logs.json");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, "/v0/pipes/log_anomalies.json"));

        using var refreshed = await Admin.PostAsync("/v0/tokens/changing/refresh", content: null);
        using var fresh = await ClientAsync(1, refreshed);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fresh, "/v0/pipes/log_anomalies.json"));
        await BecomesAsync(HttpStatusCode.Forbidden, other, "/v0/pipes/log_anomalies.json");

        using var removed = await Admin.DeleteAsync("/v0/tokens/changing");
        await BecomesAsync(HttpStatusCode.Forbidden, fresh, "/v0/pipes/log_anomalies.json");
    }

    [Fact]
    public async Task AJwtOfOneGatewayIsGoodAtTheOther()
    {
        using var made = await Admin.PostAsync("/v0/tokens?name=web&scope=PIPES:READ:recent_logs&expiration_time=4102444800", content: null);
        using var other = await ClientAsync(1, made);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, "/v0/pipes/recent_logs.json"));
    }

    [Fact]
    public async Task WhatOnlyASiloHasIsForTheAdminToken()
    {
        using var made = await Admin.PostAsync("/v0/tokens?name=reader&scope=WORKSPACE:READ_ALL&scope=TOKENS", content: null);
        using var reader = await ClientAsync(0, made);
        using var nobody = new HttpClient { BaseAddress = Admin.BaseAddress };
        var endpoints = cluster.Service<EndpointDataSource>(0).Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.Trim('/') is { Length: > 0 } path && !OfBothShapes.Any(path.StartsWith))
            .ToList();

        Assert.Contains(endpoints, endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("orleans", StringComparison.Ordinal));
        foreach (var endpoint in endpoints)
        {
            var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(
                part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1"))));
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await StatusAsync(nobody, path, method)));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await StatusAsync(reader, path, method)));
        }
    }

    async Task<HttpClient> ClientAsync(int silo, HttpResponseMessage made)
    {
        made.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        var client = new HttpClient { BaseAddress = cluster.Cluster.Silos[silo].Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("token").GetString());
        return client;
    }

    static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string method = "GET")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    static Task BecomesAsync(HttpStatusCode status, HttpClient client, string path) => Eventually.BecomesTrueAsync(
        async () => await StatusAsync(client, path) == status, $"{path} is answered with {(int)status}");
}
