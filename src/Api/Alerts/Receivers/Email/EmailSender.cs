using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Domain.Alerts.Delivery;

namespace Grainwatch.Api.Alerts.Receivers.Email;

sealed class EmailSender(SmtpSettings settings, MailAddress from, IReadOnlyList<MailAddress> to, TimeProvider clock) : ISender
{
    public async Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageText text, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await SmtpClient.SendAsync(
                settings, MimeMessage.Ascii(from), [.. to.Select(MimeMessage.Ascii)], Write(message, text), cancellationToken);
            return new DeliveryOutcome.Delivered(answer);
        }
        catch (SmtpException refused)
        {
            return new DeliveryOutcome.Failed(refused.Message, refused.IsPermanent);
        }
        catch (AuthenticationException untrusted)
        {
            // A certificate is often renewed within the hour; the bound of attempts ends it otherwise.
            return new DeliveryOutcome.Failed($"TLS with {settings.Host} failed: {untrusted.Message}", IsPermanent: false);
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            return new DeliveryOutcome.Failed($"{settings.Host}:{settings.Port} cannot be reached: {broken.Message}", IsPermanent: false);
        }
    }

    byte[] Write(AlertMessage message, MessageText text)
    {
        var domain = MimeMessage.Ascii(from).Split('@')[^1];
        return new MimeMessage()
            .Addresses("From", [from])
            .Addresses("To", to)
            .TextHeader("Subject", text.Title)
            .Date(clock.GetUtcNow())
            // The same for every attempt, so that a mailbox can drop what arrives twice; and one thread for a group.
            .Header("Message-ID", $"<{message.Id}@{domain}>")
            .Header("References", $"<{message.GroupId}@{domain}>")
            .Header("Auto-Submitted", "auto-generated")
            .WithBody($"{text.Body}\n--\nGrainwatch {text.Link}\n");
    }
}
