using Grainwatch.Api.Auth;

namespace Grainwatch.Api.Detection;

/// <summary>What a caller needs. What is seen of live state is what can be counted in the logs; a threshold is a row of its data source.</summary>
static class DetectionAccess
{
    const string Logs = "system_logs";

    public static void DemandLogs(this HttpContext context) => context.Caller().DemandWhole(Logs);

    public static void DemandThresholds(this HttpContext context) =>
        context.Caller().Demand(Scope.DataSourcesAppend, CommitObserver.ThresholdsSource);
}
