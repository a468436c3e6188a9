using System.Text;

namespace Grainwatch.Api.Alerts.Receivers.Email;

/// <summary>
/// Hands one message to a mail server. Our own because the framework's client knows no implicit TLS, and the packages that do are
/// larger than this is.
/// </summary>
static class SmtpClient
{
    /// <returns>What the server said, and which recipients it refused while it took others.</returns>
    /// <exception cref="SmtpException">The server refused.</exception>
    public static async Task<string> SendAsync(
        SmtpSettings settings, string from, IReadOnlyList<string> to, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await using var connection = await SmtpConnection.OpenAsync(settings, cancellationToken);
        await ExpectAsync("The greeting", connection.ReplyAsync(cancellationToken));
        var abilities = await HelloAsync(connection, cancellationToken);
        if (settings.Tls is SmtpTls.StartTls)
        {
            if (!abilities.Contains("STARTTLS"))
            {
                throw new SmtpException("The mail server does not offer STARTTLS. Use 'tls: implicit', or 'tls: none' in a network you trust.", isPermanent: true);
            }

            await ExpectAsync("STARTTLS", connection.CommandAsync("STARTTLS", cancellationToken));
            await connection.EncryptAsync(settings, cancellationToken);
            // What was offered in the clear does not count.
            abilities = await HelloAsync(connection, cancellationToken);
        }

        if (settings.Username is not null)
        {
            await LogInAsync(connection, settings, abilities, cancellationToken);
        }

        await ExpectAsync("The sender", connection.CommandAsync($"MAIL FROM:<{from}>", cancellationToken));
        var refused = await AddressAsync(connection, to, cancellationToken);
        await ExpectAsync("DATA", connection.CommandAsync("DATA", cancellationToken));
        await connection.WriteAsync(Stuff(message.Span), cancellationToken);
        var answer = await ExpectAsync("The message", connection.ReplyAsync(cancellationToken));
        await QuitAsync(connection, cancellationToken);
        return refused.Count == 0 ? $"answered {answer}" : $"answered {answer}; not to {string.Join("; ", refused)}";
    }

    static async Task<HashSet<string>> HelloAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        // An address literal is right wherever this runs; the machine's own name is often none that others know.
        var reply = await ExpectAsync("EHLO", connection.CommandAsync("EHLO [127.0.0.1]", cancellationToken));
        return reply.Lines.Skip(1).Select(line => line.Trim().ToUpperInvariant()).ToHashSet();
    }

    static async Task LogInAsync(SmtpConnection connection, SmtpSettings settings, HashSet<string> abilities, CancellationToken cancellationToken)
    {
        var ways = abilities.FirstOrDefault(ability => ability.StartsWith("AUTH ", StringComparison.Ordinal))?.Split(' ') ?? [];
        if (ways.Contains("PLAIN"))
        {
            await ExpectAsync("The login", connection.CommandAsync($"AUTH PLAIN {Base64($"\0{settings.Username}\0{settings.Password}")}", cancellationToken));
        }
        else if (ways.Contains("LOGIN"))
        {
            await ExpectAsync("The login", connection.CommandAsync("AUTH LOGIN", cancellationToken));
            await ExpectAsync("The login", connection.CommandAsync(Base64(settings.Username!), cancellationToken));
            await ExpectAsync("The login", connection.CommandAsync(Base64(settings.Password!), cancellationToken));
        }
        else
        {
            throw new SmtpException("The mail server offers neither AUTH PLAIN nor AUTH LOGIN.", isPermanent: true);
        }
    }

    /// <returns>Those that were refused; at least one was taken.</returns>
    static async Task<List<string>> AddressAsync(SmtpConnection connection, IReadOnlyList<string> to, CancellationToken cancellationToken)
    {
        List<string> refused = [];
        var isPermanent = true;
        foreach (var recipient in to)
        {
            var reply = await connection.CommandAsync($"RCPT TO:<{recipient}>", cancellationToken);
            if (!reply.IsPositive)
            {
                refused.Add($"{recipient}: {reply}");
                isPermanent &= reply.Code >= 500;
            }
        }

        return refused.Count < to.Count ? refused : throw new SmtpException($"No recipient was taken: {string.Join("; ", refused)}", isPermanent);
    }

    static async Task QuitAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.CommandAsync("QUIT", cancellationToken);
        }
        catch (Exception late) when (late is SmtpException or IOException or OperationCanceledException)
        {
            // The message is the server's already; sending it again because of a rude goodbye would make it two.
        }
    }

    static async Task<SmtpReply> ExpectAsync(string what, Task<SmtpReply> answer)
    {
        var reply = await answer;
        return reply.IsPositive ? reply : throw reply.Error(what);
    }

    /// <summary>A line that is only a dot ends the message, so a dot at the beginning of a line is doubled.</summary>
    static byte[] Stuff(ReadOnlySpan<byte> message)
    {
        var stuffed = new List<byte>(message.Length + 100);
        var atLineStart = true;
        foreach (var next in message)
        {
            if (atLineStart && next == '.')
            {
                stuffed.Add((byte)'.');
            }

            stuffed.Add(next);
            atLineStart = next == '\n';
        }

        stuffed.AddRange(atLineStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
        return [.. stuffed];
    }

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
