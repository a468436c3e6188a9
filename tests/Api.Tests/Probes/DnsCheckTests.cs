using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Tests.Probes;

public class DnsCheckTests
{
    static readonly byte[] OneAddress = [192, 0, 2, 7];

    [Fact]
    public async Task ARecordThatMatchesIsFine()
    {
        await using TinyDns server = new(question => TinyDns.Answer(question, 0, (DnsRecordType.A, OneAddress)));
        var result = await AskAsync(server, DnsRecordType.A, "^192\\.0\\.2\\.");
        Assert.Equal(ProbeFailure.None, result.Failure);
        Assert.NotNull(result.Timings.FirstByte);
    }

    [Fact]
    public async Task ARecordThatChangedIsNot()
    {
        await using TinyDns server = new(question => TinyDns.Answer(question, 0, (DnsRecordType.A, OneAddress)));
        var result = await AskAsync(server, DnsRecordType.A, "^198\\.");
        Assert.Equal((ProbeFailure.Assertion, "The A records of 'shop.example' are 192.0.2.7, expected one to match '^198\\.'."), (result.Failure, result.Message));
    }

    [Theory]
    [InlineData(3, "There is no name 'shop.example' (NXDOMAIN).")]
    [InlineData(2, "The DNS server failed on 'shop.example' (SERVFAIL).")]
    [InlineData(0, "'shop.example' has no A record.")]
    public async Task NoAnswerIsADnsFailure(byte code, string message)
    {
        await using TinyDns server = new(question => TinyDns.Answer(question, code));
        var result = await AskAsync(server, DnsRecordType.A);
        Assert.Equal((ProbeFailure.Dns, message), (result.Failure, result.Message));
    }

    [Fact]
    public async Task NamesTextsAndPreferencesAreRead()
    {
        byte[] mail = [0, 10, 4, .. "mail"u8, 0xc0, 12];
        await using (TinyDns server = new(question => TinyDns.Answer(question, 0, (DnsRecordType.Mx, mail))))
        {
            Assert.Equal(ProbeFailure.None, (await AskAsync(server, DnsRecordType.Mx, "^10 mail.shop.example$")).Failure);
        }

        byte[] text = [3, .. "v=s"u8, 2, .. "pf"u8];
        await using (TinyDns server = new(question => TinyDns.Answer(question, 0, (DnsRecordType.Txt, text))))
        {
            Assert.Equal(ProbeFailure.None, (await AskAsync(server, DnsRecordType.Txt, "^v=spf$")).Failure);
        }
    }

    [Fact]
    public async Task AnswersToOtherQuestionsAreIgnored()
    {
        await using TinyDns server = new(question =>
        {
            var forged = TinyDns.Answer(question, 0, (DnsRecordType.A, OneAddress));
            forged[0] ^= 0xff;
            return forged;
        });
        Assert.Equal(ProbeFailure.Timeout, (await AskAsync(server, DnsRecordType.A, timeout: 0.4)).Failure);
    }

    [Fact]
    public async Task AServerThatIsSilentEndsAtTheTimeout()
    {
        await using TinyDns server = new(_ => null);
        Assert.Equal(ProbeFailure.Timeout, (await AskAsync(server, DnsRecordType.A, timeout: 0.4)).Failure);
    }

    [Theory]
    [InlineData(new byte[] { 0xc0, 0x0c })]
    [InlineData(new byte[] { 0xc0, 0xff })]
    [InlineData(new byte[] { 0x3f, 0x61 })]
    public async Task MessagesThatMakeNoSenseAreRefused(byte[] name)
    {
        // A name that points at itself, or out of the message.
        await using TinyDns server = new(question => [.. TinyDns.Answer(question, 0, (DnsRecordType.Cname, name))[..^name.Length], .. name]);
        var result = await AskAsync(server, DnsRecordType.Cname, "^never$");
        Assert.Contains(result.Failure, (ProbeFailure[])[ProbeFailure.Protocol, ProbeFailure.Assertion]);
    }

    static Task<ProbeResult> AskAsync(TinyDns server, DnsRecordType type, string? matches = null, double timeout = 5) => RunnerKit.RunAsync(
        new DnsTarget("shop.example", type, $"127.0.0.1:{server.Port}", matches is null ? null : new Regex(matches)), timeout: timeout);

    /// <summary>A DNS server over UDP that answers what the test says.</summary>
    sealed class TinyDns : IAsyncDisposable
    {
        readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        readonly CancellationTokenSource stopping = new();
        readonly Task serving;

        public TinyDns(Func<byte[], byte[]?> answer)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            serving = ServeAsync(answer);
        }

        public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

        public static byte[] Answer(byte[] question, byte code, params (DnsRecordType Type, byte[] Data)[] records)
        {
            using MemoryStream message = new();
            message.Write([question[0], question[1], 0x81, (byte)(0x80 | code), 0, 1, 0, (byte)records.Length, 0, 0, 0, 0]);
            message.Write(question.AsSpan(12));
            foreach (var (type, data) in records)
            {
                var fields = new byte[12];
                (fields[0], fields[1]) = (0xc0, 12);
                BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(2), (ushort)type);
                fields[5] = 1;
                BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(10), (ushort)data.Length);
                message.Write(fields);
                message.Write(data);
            }

            return message.ToArray();
        }

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await serving;
            socket.Dispose();
            stopping.Dispose();
        }

        async Task ServeAsync(Func<byte[], byte[]?> answer)
        {
            var buffer = new byte[512];
            try
            {
                while (true)
                {
                    var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), stopping.Token);
                    if (answer(buffer[..received.ReceivedBytes]) is { } message)
                    {
                        await socket.SendToAsync(message, received.RemoteEndPoint, stopping.Token);
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
