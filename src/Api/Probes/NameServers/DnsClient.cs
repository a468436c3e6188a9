using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.NameServers;

/// <summary>Asks one DNS server one question: over UDP, and over TCP when the answer does not fit a datagram.</summary>
sealed class DnsClient(TimeProvider time)
{
    const int MaxDatagram = 4096;

    /// <summary>Datagrams get lost: asked again after this long, until the caller gives up.</summary>
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>The records of the type, as text; none when the name exists without one.</summary>
    /// <exception cref="ProbeFailedException">The server says that there is no such name, or that it failed.</exception>
    public async Task<IReadOnlyList<string>> AskAsync(IPEndPoint server, string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        var question = DnsMessage.Question((ushort)RandomNumberGenerator.GetInt32(65536), name, type);
        var answer = await AskUdpAsync(server, question, cancellationToken);
        if (DnsMessage.IsTruncated(answer))
        {
            answer = await AskTcpAsync(server, question, cancellationToken);
        }

        return DnsMessage.ResponseCode(answer) switch
        {
            0 => DnsMessage.Records(answer, question.Length, type),
            2 => throw new ProbeFailedException(ProbeFailure.Dns, $"The DNS server failed on '{name}' (SERVFAIL)."),
            3 => throw new ProbeFailedException(ProbeFailure.Dns, $"There is no name '{name}' (NXDOMAIN)."),
            5 => throw new ProbeFailedException(ProbeFailure.Dns, $"The DNS server does not answer for '{name}' (REFUSED)."),
            var code => throw new ProbeFailedException(ProbeFailure.Dns, $"The DNS server answered for '{name}' with the code {code}."),
        };
    }

    async Task<byte[]> AskUdpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using Socket socket = new(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        var buffer = new byte[MaxDatagram];
        while (true)
        {
            await socket.SendAsync(question, cancellationToken);
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var timer = time.CreateTimer(_ => attempt.Cancel(), null, RetryAfter, Timeout.InfiniteTimeSpan);
            try
            {
                while (true)
                {
                    var length = await socket.ReceiveAsync(buffer, attempt.Token);
                    // Whatever else arrives is a late answer to another question, or forged.
                    if (DnsMessage.Answers(buffer.AsSpan(0, length), question))
                    {
                        return buffer[..length];
                    }
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
            }
        }
    }

    static async Task<byte[]> AskTcpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken);
        await using NetworkStream stream = new(socket);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], cancellationToken);
        await stream.ReadExactlyAsync(length, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return DnsMessage.Answers(answer, question) ? answer : throw new FormatException("The DNS server answered another question.");
    }
}
