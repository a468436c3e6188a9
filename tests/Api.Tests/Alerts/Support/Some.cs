using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts.Delivery;
using Grainwatch.Domain.Alerts.Grouping;
using Microsoft.Extensions.Configuration;

namespace Grainwatch.Api.Tests.Alerts.Support;

/// <summary>Messages and receivers for tests that do not care which.</summary>
static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static MessageLinks Links { get; } = new(new Uri("https://logs.example.com/watch"));

    public static AlertReport Alert(string service = "checkout", string severity = "ERROR", long id = 7) => new(
        id,
        $"f{id}",
        new Dictionary<string, string> { ["service"] = service, ["severity"] = severity, ["reason"] = "threshold" },
        Noon.AddMinutes(-5),
        null,
        Noon.AddMinutes(-6),
        Noon.AddMinutes(-1),
        Observed: 120,
        Expected: 100,
        Peak: 300,
        IsNew: true,
        IsFlapping: false);

    public static AlertMessage Firing(params AlertReport[] alerts) => new(
        Guid.Parse("018f0000-0000-7000-8000-000000000001"),
        "ops",
        "5f0c1a2b3c4d5e6f",
        new Dictionary<string, string> { ["service"] = "checkout" },
        NotificationReason.FirstFiring,
        Noon,
        Noon.AddHours(12),
        alerts.Length,
        0,
        alerts,
        []);

    public static AlertMessage Resolved(AlertReport alert) => Firing() with
    {
        Reason = NotificationReason.Resolved,
        ResolvedCount = 1,
        Resolved = [alert with { EndsAt = Noon }],
    };

    public static Receiver Receiver(string yaml, IChannel channel, params (string Name, string Value)[] secrets)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(secrets.Select(secret => KeyValuePair.Create($"Grainwatch:Secrets:{secret.Name}", (string?)secret.Value)))
            .Build();
        return Api.Alerts.Receivers.Receiver.Read(YamlSpec.Parse(yaml, "alerts.yml").Read(), [channel], new Secrets(configuration));
    }

    public static Task<DeliveryOutcome> SendAsync(this Receiver receiver, AlertMessage message) =>
        receiver.SendAsync(message, Links, CancellationToken.None);
}
