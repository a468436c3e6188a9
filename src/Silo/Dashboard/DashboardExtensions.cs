using Orleans.Dashboard;

namespace Grainwatch.Silo.Dashboard;

static class DashboardExtensions
{
    public const string Path = "/orleans";

    /// <summary>Orleans' own dashboard of silos and grains.</summary>
    public static void MapDashboard(this WebApplication app) =>
        app.MapOrleansDashboard(Path).AddEndpointFilter<AdminOnly>().ExcludeFromDescription();
}
