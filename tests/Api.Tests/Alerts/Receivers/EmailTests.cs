using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Api.Alerts.Receivers.Email;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Api.Tests.Alerts.Support;

namespace Grainwatch.Api.Tests.Alerts.Receivers;

public class EmailTests
{
    static Receiver Receiver(MailServer server, string settings, string to = "ops@example.com") => Some.Receiver(
        $"{{name: mail, email: {{host: localhost, port: {server.Port}, from: Wächter <grainwatch@example.com>, to: [{to}], {settings}}}}}",
        new EmailChannel(TimeProvider.System),
        ("Mail", "geheim"));

    static string StartTls(MailServer server) => $"ca_file: {server.AuthorityFile}, username: ada, password_secret: Mail";

    [Fact]
    public async Task A_mail_goes_by_starttls_after_a_login_and_says_it_all()
    {
        await using var server = new MailServer();
        var outcome = await Receiver(server, StartTls(server)).SendAsync(Some.Firing(Some.Alert("Zahlung—日本")));
        Assert.Equal("answered 250 taken", Assert.IsType<DeliveryOutcome.Delivered>(outcome).Detail);
        var mail = Assert.Single(server.Mails);
        Assert.True(mail.IsEncrypted);
        Assert.Equal(["ops@example.com"], mail.To);
        Assert.Contains($"AUTH PLAIN {Convert.ToBase64String("\0ada\0geheim"u8)}", server.Commands);
        Assert.Equal("[FIRING] Zahlung—日本 ERROR: 120 logs in one minute (peak 300), threshold 100", mail.Subject);
        Assert.Contains("Since 2026-03-02 11:55:00 UTC, 5 min. https://logs.example.com/watch/#/anomalies/7", mail.Body, StringComparison.Ordinal);
        Assert.Equal("<018f0000-0000-7000-8000-000000000001@example.com>", mail.Header("Message-ID"));
        Assert.All(mail.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 76));
    }

    [Fact]
    public async Task A_mail_goes_by_implicit_tls()
    {
        await using var server = new MailServer { IsImplicitTls = true };
        var outcome = await Receiver(server, $"tls: implicit, ca_file: {server.AuthorityFile}").SendAsync(Some.Firing(Some.Alert()));
        Assert.IsType<DeliveryOutcome.Delivered>(outcome);
        Assert.True(Assert.Single(server.Mails).IsEncrypted);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_gets_neither_password_nor_mail()
    {
        await using var server = new MailServer();
        var outcome = await Receiver(server, "username: ada, password_secret: Mail").SendAsync(Some.Firing(Some.Alert()));
        Assert.StartsWith("TLS with localhost failed", Assert.IsType<DeliveryOutcome.Failed>(outcome).Problem, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_starttls_is_not_spoken_to_in_the_clear()
    {
        await using var server = new MailServer { Abilities = "SIZE 1000" };
        var outcome = await Receiver(server, StartTls(server)).SendAsync(Some.Firing(Some.Alert()));
        Assert.True(Assert.IsType<DeliveryOutcome.Failed>(outcome).IsPermanent);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task What_is_sent_before_tls_in_one_piece_with_the_answer_is_not_believed()
    {
        await using var server = new MailServer { Answers = { ["STARTTLS"] = "220 go\r\n250 injected" } };
        var outcome = await Receiver(server, StartTls(server)).SendAsync(Some.Firing(Some.Alert()));
        Assert.Contains("before TLS", Assert.IsType<DeliveryOutcome.Failed>(outcome).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH", "535 wrong password", true)]
    [InlineData("MAIL", "451 later", false)]
    [InlineData("RCPT", "550 nobody", true)]
    [InlineData("RCPT", "450 greylisted", false)]
    [InlineData(".", "552 too large", true)]
    [InlineData(".", "421 closing", false)]
    public async Task A_refusal_says_whether_another_attempt_may_help(string command, string answer, bool isPermanent)
    {
        await using var server = new MailServer { Answers = { [command] = answer } };
        var failed = Assert.IsType<DeliveryOutcome.Failed>(await Receiver(server, StartTls(server)).SendAsync(Some.Firing(Some.Alert())));
        Assert.Equal(isPermanent, failed.IsPermanent);
        Assert.Contains(answer, failed.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", failed.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_refused_recipient_does_not_keep_the_others_waiting_and_is_named()
    {
        await using var server = new MailServer { Answers = { ["RCPT TO:<b@"] = "550 nobody" } };
        var outcome = await Receiver(server, StartTls(server), "a@example.com, b@example.com").SendAsync(Some.Firing(Some.Alert()));
        Assert.Equal("answered 250 taken; not to b@example.com: 550 nobody", Assert.IsType<DeliveryOutcome.Delivered>(outcome).Detail);
    }

    [Fact]
    public async Task No_service_can_add_a_header_or_end_the_message()
    {
        await using var server = new MailServer();
        await Receiver(server, StartTls(server)).SendAsync(Some.Firing(Some.Alert("a\r\nBcc: evil@example.com\r\n\r\n.\r\nQUIT")));
        var mail = Assert.Single(server.Mails);
        Assert.Equal(
            ["From", "To", "Subject", "Date", "Message-ID", "References", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
            mail.HeaderNames);
        Assert.Equal(["ops@example.com"], mail.To);
    }

    [Theory]
    [InlineData("{name: m, email: {host: mail.example.com, tls: none, username: a, password_secret: Mail, from: a@example.com, to: b@example.com}}", "email.tls")]
    [InlineData("{name: m, email: {host: h, from: a@example.com}}", "email.to")]
    [InlineData("{name: m, email: {host: h, from: not-an-address, to: b@example.com}}", "email.from")]
    [InlineData("{name: m, email: {host: h, from: a@example.com, to: b@example.com, pasword: x}}", "email.pasword")]
    [InlineData("{name: m, email: {host: h, from: a@example.com, to: b@example.com, username: a, password_secret: Gone}}", "email.password_secret")]
    [InlineData("{name: m, title: '{{servce}}', email: {host: h, from: a@example.com, to: b@example.com}}", "title")]
    public void A_setting_that_makes_no_sense_is_named_with_its_line(string yaml, string field)
    {
        var wrong = Assert.Throws<SpecException>(() => Some.Receiver(yaml, new EmailChannel(TimeProvider.System), ("Mail", "geheim")));
        Assert.StartsWith($"alerts.yml, line 1: {field}: ", wrong.Message, StringComparison.Ordinal);
    }
}
