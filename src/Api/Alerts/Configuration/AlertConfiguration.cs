using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Alerts.Routing;
using Grainwatch.Domain.Rules;

namespace Grainwatch.Api.Alerts.Configuration;

/// <summary>All resources, read and fit to be used.</summary>
sealed record AlertConfiguration(
    IReadOnlyDictionary<string, Receiver> Receivers,
    RoutingTree Routes,
    IReadOnlyList<MaintenanceWindow> Windows,
    IReadOnlyList<Dependency> Dependencies,
    IReadOnlyList<Rule> Rules);
