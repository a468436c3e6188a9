using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Domain.Alerts.Delivery;
using Grainwatch.Domain.Alerts.Grouping;
using Grainwatch.Domain.Alerts.Routing;

namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>Someone who is told: a name, a way to get there, and a wording.</summary>
sealed record Receiver(string Name, string Kind, ReceiverManners Manners, MessageTemplates Templates, ISender Sender)
{
    public Task<DeliveryOutcome> SendAsync(AlertMessage message, MessageLinks links, CancellationToken cancellationToken) =>
        Sender.SendAsync(message, Templates.Render(message, links), cancellationToken);

    /// <exception cref="SpecException">A field is missing, unknown or makes no sense.</exception>
    public static Receiver Read(SpecReader spec, IReadOnlyCollection<IChannel> channels, Secrets secrets)
    {
        var name = spec.RequiredText("name", "ops");
        var configured = channels.Where(channel => spec.Node(channel.Kind) is not null).ToList();
        if (configured.Count != 1)
        {
            throw spec.Error($"A receiver has exactly one of {string.Join(", ", channels.Select(channel => channel.Kind))}; this one has {configured.Count}.");
        }

        var settings = spec.Map(configured[0].Kind)!;
        var receiver = new Receiver(name, configured[0].Kind, ReadManners(spec), MessageTemplates.Read(spec), configured[0].Read(settings, secrets));
        settings.Done();
        spec.Done();
        return receiver;
    }

    static ReceiverManners ReadManners(SpecReader spec)
    {
        var defaults = new ReceiverManners();
        return new ReceiverManners
        {
            Cooldown = spec.Duration("cooldown", TimeSpan.Zero, TimeSpan.FromDays(7)) ?? defaults.Cooldown,
            SendResolved = spec.Flag("send_resolved", defaults.SendResolved),
            Flapping = ReadFlapping(spec.Map("flapping"), defaults.Flapping),
        };
    }

    static FlapDamping ReadFlapping(SpecReader? spec, FlapDamping defaults)
    {
        if (spec is null)
        {
            return defaults;
        }

        var flapping = new FlapDamping
        {
            Episodes = spec.Count("episodes", 0, 100) ?? defaults.Episodes,
            Window = spec.Duration("window", TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) ?? defaults.Window,
            Settle = spec.Duration("settle", TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) ?? defaults.Settle,
        };
        spec.Done();
        return flapping;
    }
}
