using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Grainwatch.Api.Alerts.Receivers.Email;

/// <summary>Lines to and from a mail server, over TCP and TLS. (RFC 5321, 3207.)</summary>
sealed class SmtpConnection : IAsyncDisposable
{
    const int MaxLine = 2000;
    const int MaxLines = 100;

    readonly TcpClient tcp;
    readonly byte[] buffer = new byte[4096];
    Stream stream;
    int start;
    int end;

    SmtpConnection(TcpClient tcp)
    {
        this.tcp = tcp;
        stream = tcp.GetStream();
    }

    public static async Task<SmtpConnection> OpenAsync(SmtpSettings settings, CancellationToken cancellationToken)
    {
        var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(settings.Host, settings.Port, cancellationToken);
            var connection = new SmtpConnection(tcp);
            if (settings.Tls is SmtpTls.Implicit)
            {
                await connection.EncryptAsync(settings, cancellationToken);
            }

            return connection;
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>From here on everything is encrypted.</summary>
    public async Task EncryptAsync(SmtpSettings settings, CancellationToken cancellationToken)
    {
        if (start < end)
        {
            // What was sent in the clear behind the answer could be from anybody, and would be read as if it had come encrypted.
            throw new SmtpException("The mail server sent more before TLS than it may.", isPermanent: false);
        }

        var tls = new SslStream(stream);
        stream = tls;
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = settings.Host,
                CertificateChainPolicy = settings.Authorities is null ? null : Trust(settings.Authorities),
            },
            cancellationToken);
    }

    public async Task<SmtpReply> CommandAsync(string command, CancellationToken cancellationToken)
    {
        if (command.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw new ArgumentException("A command is one line.", nameof(command));
        }

        await WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await ReplyAsync(cancellationToken);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    public async Task<SmtpReply> ReplyAsync(CancellationToken cancellationToken)
    {
        List<string> lines = [];
        while (lines.Count < MaxLines)
        {
            var line = await LineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                throw new SmtpException("What answers does not speak SMTP.", isPermanent: false);
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new SmtpException("The mail server's answer has no end.", isPermanent: false);
    }

    async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (line.Count <= MaxLine)
        {
            if (start == end)
            {
                start = 0;
                end = await stream.ReadAsync(buffer, cancellationToken);
                if (end == 0)
                {
                    throw new SmtpException("The mail server closed the connection.", isPermanent: false);
                }
            }

            var next = buffer[start++];
            if (next == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next);
        }

        throw new SmtpException("What answers does not speak SMTP.", isPermanent: false);
    }

    static X509ChainPolicy Trust(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        tcp.Dispose();
    }
}
