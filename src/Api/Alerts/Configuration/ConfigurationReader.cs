using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Api.Alerts.Resources;
using Grainwatch.Api.Rules;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Alerts.Routing;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>Makes a configuration of resources.</summary>
sealed class ConfigurationReader(IEnumerable<IChannel> channels, Secrets secrets)
{
    readonly IReadOnlyCollection<IChannel> channels = [.. channels];

    /// <summary>Of resources that somebody is about to store.</summary>
    /// <exception cref="SpecException">Something makes no sense.</exception>
    public AlertConfiguration Read(IEnumerable<ResourceSpec> specs) => Read([.. specs], ReadReceiver);

    /// <summary>
    /// Of resources that are stored. They made sense then; a receiver whose secret is gone since must not keep the others from being told, so
    /// it is one that fails to deliver, which is seen.
    /// </summary>
    public AlertConfiguration ReadStored(IEnumerable<AlertResource> stored) => Read(
        [.. stored.Select(ResourceSpec.Of)],
        spec =>
        {
            try
            {
                return ReadReceiver(spec);
            }
            catch (SpecException broken)
            {
                return new Receiver(spec.Name, "", new ReceiverManners(), MessageTemplates.Default, new BrokenSender(broken.Message));
            }
        });

    static AlertConfiguration Read(IReadOnlyList<ResourceSpec> specs, Func<ResourceSpec, Receiver> readReceiver)
    {
        var receivers = specs.Where(spec => spec.Kind == ResourceKind.Receiver).Select(readReceiver).ToDictionary(receiver => receiver.Name);
        var manners = receivers.ToDictionary(receiver => receiver.Key, receiver => receiver.Value.Manners);
        var route = specs.SingleOrDefault(spec => spec.Kind == ResourceKind.Route);
        return new AlertConfiguration(
            receivers,
            route is null ? RoutingTree.Empty : new RoutingTree(RouteReader.Read(route.Node, receivers.Keys), manners),
            [.. specs.Where(spec => spec.Kind == ResourceKind.Maintenance).Select(spec => MaintenanceReader.Read(spec.Node.Read()))],
            [.. specs.Where(spec => spec.Kind == ResourceKind.Dependency).Select(spec => ReadDependency(spec.Node.Read()))],
            [.. specs.Where(spec => spec.Kind == ResourceKind.Rule).Select(spec => RuleReader.Read(spec.Node.Read()))]);
    }

    Receiver ReadReceiver(ResourceSpec spec) => Receiver.Read(spec.Node.Read(), channels, secrets);

    static Dependency ReadDependency(SpecReader spec)
    {
        var dependency = new Dependency(
            spec.RequiredText("name", "database"),
            spec.Matchers("parent") ?? throw spec.Error("parent", "It is missing. Write matchers for the alerts that mute others, such as service=\"database\"."),
            spec.Matchers("child") ?? throw spec.Error("child", "It is missing. Write matchers for the alerts that are muted meanwhile."),
            spec.LabelNames("equal") ?? []);
        spec.Done();
        return dependency;
    }
}
