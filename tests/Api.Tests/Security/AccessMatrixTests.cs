using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Grainwatch.Api.Tests.Security;

/// <summary>Every endpoint, asked with every kind of token: it answers those that <see cref="AccessTable"/> names, and refuses all others.</summary>
public sealed class AccessMatrixTests(AccessRig rig) : IClassFixture<AccessRig>
{
    public static TheoryData<string, string> Requests
    {
        get
        {
            TheoryData<string, string> requests = [];
            foreach (var row in AccessTable.Rows)
            {
                requests.Add(row.Endpoint.Split(' ')[0], row.Path);
            }

            return requests;
        }
    }

    [Fact]
    public void TheTableHasEveryEndpointAndNoOther()
    {
        var endpoints = rig.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))
            .ToList();

        var told = AccessTable.Rows.Select(row => row.Endpoint).ToHashSet();
        List<string> wrong =
        [
            .. endpoints.Except(told).Order(StringComparer.Ordinal).Select(endpoint => $"Who may ask {endpoint}?"),
            .. told.Except(endpoints).Select(endpoint => $"{endpoint} is gone."),
        ];
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task AnswersThoseWhoMayAndRefusesTheOthers(string method, string path)
    {
        var allowed = AccessTable.Rows.Single(row => row.Path == path && row.Endpoint.StartsWith($"{method} ", StringComparison.Ordinal)).Allowed;
        List<string> wrong = [];
        foreach (var (scope, token) in rig.Tokens)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            // From this machine itself metrics need no token.
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            using var client = rig.Server.CreateClient(token);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var isRefused = answer.StatusCode is HttpStatusCode.Forbidden;
            if (isRefused == allowed(scope) || answer.StatusCode is HttpStatusCode.Unauthorized || (int)answer.StatusCode >= 500)
            {
                wrong.Add($"{scope}: {(int)answer.StatusCode}");
            }

            if (isRefused && token is not null && (await answer.Content.ReadAsStringAsync()).Contains(token, StringComparison.Ordinal))
            {
                wrong.Add($"{scope}: the answer repeats the token");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
