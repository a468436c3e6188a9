using System.Text.Json;
using Grainwatch.Api.Tests.Alerts.Support;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Api.Tests.Alerts;

/// <summary>A mail server that others wrote takes our mails, and Python's parser reads them.</summary>
public sealed class ForeignMailServerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Script =
        """
        import asyncio, email, email.policy, json, sys
        from aiosmtpd.controller import Controller
        class Print:
            async def handle_DATA(self, server, session, envelope):
                mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
                print(json.dumps({"to": envelope.rcpt_tos, "subject": mail["subject"], "from": str(mail["from"]), "id": mail["message-id"],
                                  "thread": mail["references"], "defects": [str(d) for d in mail.defects], "body": mail.get_content()}), flush=True)
                return "250 OK"
        controller = Controller(Print(), hostname="127.0.0.1", port=int(sys.argv[1]), ready_timeout=60)
        controller.start()
        print("ready", flush=True)
        asyncio.new_event_loop().run_forever()
        """;

    [SkippableFact]
    public async Task Beginning_and_end_of_an_anomaly_are_two_mails_of_one_thread()
    {
        Tool.Require("python3");
        var port = ServerProcess.FreePort();
        using var mailServer = new ForeignProgram("/usr/bin/python3", "-c", Script, $"{port}");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(mailServer.Lines.Count > 0), "the mail server says something");
        Tool.Require(mailServer.Lines[0] == "ready", "aiosmtpd (Debian's package python3-aiosmtpd)");
        await using var server = await AlertServer.StartAsync(await postgres.CreateDatabaseAsync());
        await server.TellAsync(
            $"{{\"email\": {{\"host\": \"127.0.0.1\", \"port\": {port}, \"tls\": \"none\", \"from\": \"Wächter <g@example.com>\", \"to\": [\"a@example.com\", \"b@example.com\"]}}}}");

        await server.FireAsync("zahlung—日本.\n.");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Mails(mailServer).Count == 1), "the first mail is there");
        await server.ResolveAsync("zahlung—日本.\n.");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Mails(mailServer).Count == 2), "the second mail is there");

        var (firing, resolved) = (Mails(mailServer)[0], Mails(mailServer)[1]);
        Assert.Equal("[FIRING] zahlung—日本. . ERROR: 120 logs in one minute, threshold 100", firing.GetProperty("subject").GetString());
        Assert.StartsWith("[RESOLVED] ", resolved.GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.Equal("Wächter <g@example.com>", firing.GetProperty("from").GetString());
        Assert.Equal(["a@example.com", "b@example.com"], firing.GetProperty("to").EnumerateArray().Select(to => to.GetString()));
        Assert.Empty(firing.GetProperty("defects").EnumerateArray());
        Assert.Contains("zahlung—日本.", firing.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal(firing.GetProperty("thread").GetString(), resolved.GetProperty("thread").GetString());
        Assert.NotEqual(firing.GetProperty("id").GetString(), resolved.GetProperty("id").GetString());
    }

    static List<JsonElement> Mails(ForeignProgram server) =>
        [.. server.Lines.Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
