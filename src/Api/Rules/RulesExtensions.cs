using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Api.Alerts.Http;
using Grainwatch.Api.Settings;
using Grainwatch.Domain.Jobs;
using Grainwatch.Domain.Rules;
using Grainwatch.Storage.Rules;

namespace Grainwatch.Api.Rules;

/// <summary>Detectors that are chosen and tuned by rules, and looking back with them.</summary>
static class RulesExtensions
{
    /// <summary>Wants the resources of the alerts, where rules are kept.</summary>
    public static void AddRules(this WebApplicationBuilder builder)
    {
        builder.AddSettings<RuleOptions>("Rules");
        builder.Services.AddSingleton<MinuteHistory>();
        builder.Services.AddSingleton<RuleWatchLoader>();
        builder.Services.AddSingleton<RuleWatchReader>();
        builder.Services.AddSingleton<RuleMetrics>();
        foreach (var shard in RuleShard.All)
        {
            builder.Services.AddSingleton<IPeriodicJob>(services => ActivatorUtilities.CreateInstance<RuleJob>(services, shard));
        }
    }

    public static void MapRules(this WebApplication app)
    {
        app.MapResources("/v1/rules", ResourceKind.Rule, "rule");
        var lookBack = app.MapGroup("/v1").WithTags("Rules").ForAdmins();
        lookBack.MapBacktest();
        lookBack.MapThresholdSuggestions();
    }
}
