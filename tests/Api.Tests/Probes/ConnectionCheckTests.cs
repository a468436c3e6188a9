using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Tests.Probes;

public class ConnectionCheckTests
{
    static readonly TlsRules Trusting = new(Verify: false);

    [Fact]
    public async Task ATcpProbeWantsAConnection()
    {
        await using var target = ScriptedTarget.Answering();
        var result = await RunnerKit.RunAsync(new TcpTarget("127.0.0.1", target.Port));
        Assert.Equal(ProbeFailure.None, result.Failure);
        Assert.NotNull(result.Timings.Connect);
    }

    [Fact]
    public async Task ATcpProbeWithTlsWantsAHandshakeToo()
    {
        await using ScriptedTarget target = new((stream, cancellationToken) => ScriptedTarget.WriteAsync(stream, "220 mail ready\r\n", cancellationToken));
        Assert.Equal(ProbeFailure.Tls, (await RunnerKit.RunAsync(new TcpTarget("127.0.0.1", target.Port, Trusting))).Failure);
    }

    [Fact]
    public async Task ACertificateWithTimeLeftIsFine()
    {
        await using var target = Secure(from: -1, to: 30);
        var result = await RunnerKit.RunAsync(new TlsTarget("127.0.0.1", target.Port, 14, Trusting));
        Assert.Equal(ProbeFailure.None, result.Failure);
        Assert.NotNull(result.Timings.Tls);
        Assert.InRange((result.CertificateEnds!.Value - result.At).TotalDays, 29.9, 30);
    }

    [Fact]
    public async Task ACertificateThatEndsSoonIsNot()
    {
        await using var target = Secure(from: -1, to: 5);
        var result = await RunnerKit.RunAsync(new TlsTarget("127.0.0.1", target.Port, 14, Trusting));
        Assert.Equal(ProbeFailure.CertificateExpiring, result.Failure);
        Assert.Contains("in 5 days, expected at least 14", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnExpiredCertificateIsSaidToBeExpired(bool verify)
    {
        await using var target = Secure(from: -10, to: -1);
        var result = await RunnerKit.RunAsync(new TlsTarget("127.0.0.1", target.Port, 14, new TlsRules(verify)));
        Assert.Equal(ProbeFailure.CertificateExpired, result.Failure);
        Assert.NotNull(result.CertificateEnds);
    }

    [Fact]
    public async Task AnHttpProbeDoesNotTrustAnExpiredCertificate()
    {
        await using var target = ScriptedTarget.Answering(certificate: ScriptedTarget.Certificate(TimeSpan.FromDays(-10), TimeSpan.FromDays(-1)));
        Assert.Equal(ProbeFailure.CertificateExpired, (await RunnerKit.RunAsync(new HttpTarget(target.Url))).Failure);
    }

    [Fact]
    public async Task ACertificateThatNobodySignedIsNotTrusted()
    {
        await using var target = Secure(from: -1, to: 30);
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url));
        Assert.Equal(ProbeFailure.Tls, result.Failure);
        Assert.StartsWith("The certificate is", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutVerificationHttpsWorksAndIsTimed()
    {
        await using var target = Secure(from: -1, to: 30);
        var result = await RunnerKit.RunAsync(new HttpTarget(target.Url) { Tls = Trusting });
        Assert.Equal(ProbeFailure.None, result.Failure);
        Assert.NotNull(result.Timings.Tls);
        Assert.NotNull(result.CertificateEnds);
    }

    static ScriptedTarget Secure(double from, double to) =>
        ScriptedTarget.Answering(certificate: ScriptedTarget.Certificate(TimeSpan.FromDays(from), TimeSpan.FromDays(to)));
}
