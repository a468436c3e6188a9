using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Grainwatch.Api.Tests.Alerts.Support;

/// <summary>A mail server over a real socket that speaks as much SMTP as clients need, with TLS by a certificate of its own authority.</summary>
sealed class MailServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly ConcurrentQueue<ReceivedMail> mails = new();
    readonly X509Certificate2 certificate;
    readonly Task serving;

    public MailServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        AuthorityFile = Path.GetTempFileName();
        File.WriteAllText(AuthorityFile, certificate.ExportCertificatePem());
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>PEM of who signed the certificate.</summary>
    public string AuthorityFile { get; }

    public bool IsImplicitTls { get; init; }

    public string Abilities { get; init; } = "STARTTLS";

    /// <summary>Answers instead of the usual ones, by the beginning of the command; "." is the end of the message.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    public ConcurrentQueue<string> Commands { get; } = new();

    public IReadOnlyList<ReceivedMail> Mails => [.. mails];

    async Task ServeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await TalkAsync(client.GetStream());
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
            }
        }
    }

    async Task TalkAsync(Stream plain)
    {
        Stream stream = IsImplicitTls ? await EncryptAsync(plain) : plain;
        var isEncrypted = IsImplicitTls;
        await SayAsync(stream, "220 test");
        List<string> to = [];
        while (await LineAsync(stream) is { } line)
        {
            Commands.Enqueue(line);
            if (Answers.FirstOrDefault(answer => line.StartsWith(answer.Key, StringComparison.Ordinal)).Value is { } answer)
            {
                await SayAsync(stream, answer);
            }
            else if (line.StartsWith("EHLO", StringComparison.Ordinal))
            {
                await SayAsync(stream, isEncrypted ? "250-test\r\n250-SIZE 1000000\r\n250 AUTH LOGIN PLAIN" : $"250-test\r\n250 {Abilities}");
            }
            else if (line == "STARTTLS")
            {
                await SayAsync(stream, "220 go");
                stream = await EncryptAsync(stream);
                isEncrypted = true;
            }
            else if (line.StartsWith("RCPT TO:", StringComparison.Ordinal))
            {
                to.Add(line["RCPT TO:".Length..].Trim('<', '>'));
                await SayAsync(stream, "250 ok");
            }
            else if (line == "DATA")
            {
                await SayAsync(stream, "354 go");
                mails.Enqueue(new ReceivedMail([.. to], await DataAsync(stream), isEncrypted));
                await SayAsync(stream, Answers.GetValueOrDefault(".", "250 taken"));
            }
            else
            {
                await SayAsync(stream, line.StartsWith("AUTH", StringComparison.Ordinal) ? "235 welcome" : line == "QUIT" ? "221 bye" : "250 ok");
            }
        }
    }

    async Task<SslStream> EncryptAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(certificate, false, false);
        return tls;
    }

    static async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"));

    static async Task<string> DataAsync(Stream stream)
    {
        List<string> lines = [];
        while (await LineAsync(stream) is { } line && line != ".")
        {
            lines.Add(line.StartsWith('.') ? line[1..] : line);
        }

        return string.Join('\n', lines);
    }

    static async Task<string?> LineAsync(Stream stream)
    {
        List<byte> line = [];
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await serving;
        File.Delete(AuthorityFile);
        certificate.Dispose();
        stop.Dispose();
    }
}

/// <param name="Text">As sent, without the doubled dots.</param>
sealed record ReceivedMail(IReadOnlyList<string> To, string Text, bool IsEncrypted)
{
    public string Header(string name)
    {
        var unfolded = Text.Replace("\n ", "\n\t", StringComparison.Ordinal).Replace("?=\n\t=?utf-8?B?", "?==?utf-8?B?", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal);
        return unfolded.Split("\n\n")[0].Split('\n').Single(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];
    }

    public IReadOnlyList<string> HeaderNames => [.. Text.Split("\n\n")[0].Split('\n').Where(line => line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0])];

    public string Subject => Encoding.UTF8.GetString([.. Header("Subject").Split("=?utf-8?B?", StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Convert.FromBase64String(word.Replace("?=", "", StringComparison.Ordinal)))]);

    public string Body => Encoding.UTF8.GetString(Convert.FromBase64String(Text[(Text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]));
}
