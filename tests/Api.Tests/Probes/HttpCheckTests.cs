using Grainwatch.Domain.Probes;
using Grainwatch.Domain.Probes.Assertions;

namespace Grainwatch.Api.Tests.Probes;

public class HttpCheckTests
{
    static readonly Assertion BodySaysOk = new BodyAssertion(Condition.Create(ConditionKind.Contains, "ok"));

    [Fact]
    public async Task AGoodAnswerHasItsStatusSizeAndPhases()
    {
        await using var target = ScriptedTarget.Answering(body: "all ok");
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url), [BodySaysOk]);
        Assert.Equal((ProbeFailure.None, 200, 6L, "127.0.0.1"), (result.Failure, result.Status, result.Bytes, result.Address));
        var phases = result.Timings;
        Assert.Null(phases.Dns);
        Assert.Null(phases.Tls);
        Assert.InRange((phases.Connect + phases.FirstByte + phases.Transfer)!.Value.Ticks, 1, result.ResponseTime!.Value.Ticks);
    }

    [Fact]
    public async Task AnAnswerThatIsNotExpectedHasAResponseTimeAllTheSame()
    {
        await using var target = ScriptedTarget.Answering("500 Oops");
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url));
        Assert.Equal((ProbeFailure.Assertion, 500, "The status is 500, expected 200-299."), (result.Failure, result.Status, result.Message));
        Assert.NotNull(result.ResponseTime);
    }

    [Fact]
    public async Task TheRequestIsSentAsItWasDefined()
    {
        TaskCompletionSource<string> seen = new();
        await using ScriptedTarget target = new(async (stream, cancellationToken) =>
        {
            seen.SetResult(await ScriptedTarget.ReadRequestAsync(stream, cancellationToken));
            await ScriptedTarget.WriteAsync(stream, "HTTP/1.1 204 No Content\r\n\r\n", cancellationToken);
        });
        var result = await RunnerKit.RunAsync(new HttpTarget(new Uri(target.Url, "/a?b=c"))
        {
            Method = "PUT",
            Body = "{}",
            Headers = [new("Content-Type", "application/json"), new("X-Shop", "7")],
            Credentials = new HttpCredentials.Basic("ann", "secret"),
        });
        Assert.Equal(ProbeFailure.None, result.Failure);
        var request = await seen.Task;
        Assert.StartsWith("PUT /a?b=c HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.Contains("X-Shop: 7\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String("ann:secret"u8)}\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RedirectsAreFollowedAndSecretsStayWithTheirOrigin()
    {
        TaskCompletionSource<string> seen = new();
        await using ScriptedTarget end = new(async (stream, cancellationToken) =>
        {
            seen.SetResult(await ScriptedTarget.ReadRequestAsync(stream, cancellationToken));
            await ScriptedTarget.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", cancellationToken);
        });
        await using var start = ScriptedTarget.Answering("302 Found", $"Location: {end.Url}there\r\n");
        var result = await RunnerKit.RunAsync(new HttpTarget(start.Url)
        {
            Method = "POST", Body = "x", Headers = [new("X-Api-Key", "secret")], Credentials = new HttpCredentials.Bearer("secret"),
        });
        Assert.Equal((ProbeFailure.None, 200), (result.Failure, result.Status));
        var request = await seen.Task;
        Assert.StartsWith("GET /there HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedirectWithoutEndIsAFailure()
    {
        await using var target = ScriptedTarget.Answering("301 Moved", "Location: /\r\n");
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url) { Redirects = 3 });
        Assert.Equal(ProbeFailure.Redirect, result.Failure);
        Assert.Equal(4, target.Connections);
    }

    [Fact]
    public async Task WithoutRedirectsTheFirstAnswerCounts()
    {
        await using var target = ScriptedTarget.Answering("301 Moved", "Location: /\r\n");
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url) { Redirects = 0 }, [new StatusAssertion(StatusRanges.Parse("301"))]);
        Assert.Equal(ProbeFailure.None, result.Failure);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/")]
    [InlineData("http://localhost:9/")]
    [InlineData("http://[::1]:9/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://0x7f000001:9/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    public async Task PrivateAddressesAreNotReached(string url)
    {
        var result = await RunnerKit.RunAsync(new HttpTarget(new Uri(url)), allowed: []);
        Assert.Equal(ProbeFailure.AddressNotAllowed, result.Failure);
        Assert.Contains("Grainwatch__Probes__AllowedNetworks", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedirectDoesNotLeadToAPrivateAddress()
    {
        await using var inside = ScriptedTarget.Answering();
        await using var outside = ScriptedTarget.Answering("302 Found", $"Location: http://127.0.0.2:{inside.Port}/\r\n");
        var result = await RunnerKit.RunAsync(new HttpTarget(outside.Url), allowed: ["127.0.0.1/32"]);
        Assert.Equal(ProbeFailure.AddressNotAllowed, result.Failure);
        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task ANameThatChangesToAPrivateAddressIsNotFollowed()
    {
        await using var target = ScriptedTarget.Answering("302 Found", "Location: /again\r\n");
        ChangingNames names = new("127.0.0.1", "127.0.0.2");
        var result = await RunnerKit.RunAsync(new HttpTarget(new Uri($"http://rebind.example:{target.Port}/")), allowed: ["127.0.0.1/32"], names: names);
        Assert.Equal(ProbeFailure.AddressNotAllowed, result.Failure);
        Assert.Equal(1, target.Connections);
    }

    [Fact]
    public async Task OfSeveralAddressesOnlyAllowedOnesAreTried()
    {
        await using var target = ScriptedTarget.Answering();
        var result = await RunnerKit.RunAsync(
            new HttpTarget(new Uri($"http://both.example:{target.Port}/")), allowed: ["127.0.0.1/32"], names: new ChangingNames("127.0.0.2 127.0.0.1"));
        Assert.Equal((ProbeFailure.None, "127.0.0.1"), (result.Failure, result.Address));
        Assert.NotNull(result.Timings.Dns);
    }

    [Fact]
    public async Task ADripOfBytesEndsAtTheTimeout()
    {
        await using ScriptedTarget target = new(async (stream, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await ScriptedTarget.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", cancellationToken);
            using PeriodicTimer drip = new(TimeSpan.FromMilliseconds(20));
            while (await drip.WaitForNextTickAsync(cancellationToken))
            {
                await ScriptedTarget.WriteAsync(stream, "x", cancellationToken);
            }
        });
        await TimesOutAsync(new HttpTarget(target.Url), "the body is not at its end");
    }

    [Fact]
    public async Task HeadersWithoutEndEndAtTheTimeoutOrBefore()
    {
        await using ScriptedTarget target = new(async (stream, cancellationToken) =>
        {
            await ScriptedTarget.WriteAsync(stream, "HTTP/1.1 200 OK\r\n", cancellationToken);
            while (true)
            {
                await ScriptedTarget.WriteAsync(stream, $"X-More: {new string('x', 1000)}\r\n", cancellationToken);
            }
        });
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url), timeout: 30);
        Assert.Equal(ProbeFailure.Protocol, result.Failure);
    }

    [Fact]
    public async Task SilenceEndsAtTheTimeout()
    {
        await using ScriptedTarget target = new((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        await TimesOutAsync(new HttpTarget(target.Url), "no answer yet");
    }

    [Fact]
    public async Task AHandshakeThatHangsEndsAtTheTimeout()
    {
        await using ScriptedTarget target = new((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        await TimesOutAsync(new HttpTarget(new Uri($"https://127.0.0.1:{target.Port}/")), "still in the TLS handshake");
    }

    [Fact]
    public async Task AConnectThatHangsEndsAtTheTimeout()
    {
        using FullBacklog full = new();
        await TimesOutAsync(new HttpTarget(new Uri($"http://127.0.0.1:{full.Port}/")), "still connecting");
    }

    [Fact]
    public async Task ANameServerThatHangsEndsAtTheTimeout() =>
        await TimesOutAsync(new HttpTarget(new Uri("http://hang.example/")), "still looking up the name", new HangingNames());

    [Fact]
    public async Task OfAHugeBodyOnlyTheBoundIsRead()
    {
        var sent = 0;
        await using var target = Huge(() => sent++);
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url));
        Assert.Equal(ProbeFailure.None, result.Failure);
        Assert.Equal("Only the first 1048576 bytes of the body were read.", result.Message);
        Assert.InRange(result.Bytes, 1_048_577, 1_048_576 + (64 * 1024));
        // What it read, and what sockets hold.
        Assert.InRange(sent, 1, 50);
    }

    [Fact]
    public async Task AHugeBodyThatAnAssertionNeedsIsAFailure()
    {
        await using var target = Huge();
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url), [BodySaysOk]);
        Assert.Equal(ProbeFailure.BodyTooLarge, result.Failure);
    }

    [Fact]
    public async Task AServerThatRefusesIsAConnectFailure()
    {
        const int port = 1;
        var result = await RunnerKit.RunAsync(new HttpTarget(new Uri($"http://127.0.0.1:{port}/")));
        Assert.Equal((ProbeFailure.Connect, $"No connection to 127.0.0.1:{port}: Connection refused."), (result.Failure, result.Message));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")]
    public async Task WhatIsNoHttpIsAProtocolFailure(string answer)
    {
        await using ScriptedTarget target = new(async (stream, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await ScriptedTarget.WriteAsync(stream, answer, cancellationToken);
        });
        Assert.Equal(ProbeFailure.Protocol, (await RunnerKit.RunAsync(new HttpTarget(target.Url))).Failure);
    }

    [Fact]
    public async Task AnUnknownNameIsADnsFailure() =>
        Assert.Equal(ProbeFailure.Dns, (await RunnerKit.RunAsync(new HttpTarget(new Uri("http://no-such-host.invalid/")), timeout: 120)).Failure);

    static async Task TimesOutAsync(HttpTarget target, string says, Grainwatch.Api.Probes.Network.INameResolver? names = null)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        var result = await RunnerKit.RunAsync(target, timeout: 3, names: names);
        Assert.Equal((ProbeFailure.Timeout, $"No whole answer within 3 s: {says}."), (result.Failure, result.Message));
        Assert.Null(result.ResponseTime);
        Assert.InRange(time.GetElapsedTime(started).TotalSeconds, 2.9, 30);
    }

    static ScriptedTarget Huge(Action? sent = null) => new(async (stream, cancellationToken) =>
    {
        const int Megabyte = 1024 * 1024;
        await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
        await ScriptedTarget.WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {100 * Megabyte}\r\n\r\n", cancellationToken);
        var chunk = new byte[Megabyte];
        for (var i = 0; i < 100; i++)
        {
            await stream.WriteAsync(chunk, cancellationToken);
            sent?.Invoke();
        }
    });

    sealed class HangingNames : Grainwatch.Api.Probes.Network.INameResolver
    {
        public async Task<IReadOnlyList<System.Net.IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }
    }
}
