using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Grainwatch.Api.Tests.Probes;

/// <summary>A server on a port of its own that does with each connection what the test says, with TLS or without.</summary>
sealed class ScriptedTarget : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly X509Certificate2? certificate;
    readonly Func<Stream, CancellationToken, Task> script;
    readonly Task accepting;
    int connections;

    public ScriptedTarget(Func<Stream, CancellationToken, Task> script, X509Certificate2? certificate = null)
    {
        this.script = script;
        this.certificate = certificate;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => connections;

    public Uri Url => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}/");

    /// <summary>Answers every request with these lines and this body.</summary>
    public static ScriptedTarget Answering(string status = "200 OK", string headers = "", string body = "", X509Certificate2? certificate = null) => new(
        async (stream, cancellationToken) =>
        {
            await ReadRequestAsync(stream, cancellationToken);
            await WriteAsync(stream, $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}", cancellationToken);
        },
        certificate);

    public static async Task<string> ReadRequestAsync(Stream stream, CancellationToken cancellationToken)
    {
        StringBuilder request = new();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            request.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return request.ToString();
    }

    public static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    public static X509Certificate2 Certificate(TimeSpan from, TimeSpan to, string name = "localhost")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now + from, now + to);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Stop();
        certificate?.Dispose();
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        List<Task> served = [];
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                served.Add(ServeAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(served);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (certificate is not null)
                {
                    SslStream secure = new(stream);
                    await secure.AuthenticateAsServerAsync(certificate);
                    stream = secure;
                }

                await script(stream, stopping.Token);
            }
            catch (Exception broken) when (broken is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The probe has hung up, which many of these scripts are about.
            }
        }
    }
}
