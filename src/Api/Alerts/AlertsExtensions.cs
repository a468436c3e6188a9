using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Api.Alerts.Dispatch;
using Grainwatch.Api.Alerts.Http;
using Grainwatch.Api.Alerts.Messages;
using Grainwatch.Api.Alerts.Receivers;
using Grainwatch.Api.Alerts.Receivers.Alertmanager;
using Grainwatch.Api.Alerts.Receivers.Email;
using Grainwatch.Api.Alerts.Receivers.PagerDuty;
using Grainwatch.Api.Alerts.Receivers.Slack;
using Grainwatch.Api.Alerts.Receivers.Teams;
using Grainwatch.Api.Alerts.Receivers.Webhook;
using Grainwatch.Api.Hosting;
using Grainwatch.Api.Settings;
using Grainwatch.Domain.Jobs;
using Grainwatch.Storage.Alerts;

namespace Grainwatch.Api.Alerts;

/// <summary>Who is told of anomalies: resources, dispatch, delivery, and their routes.</summary>
static class AlertsExtensions
{
    public static void AddAlerts(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<AlertOptions>("Alerts");
        var services = builder.Services;
        services.AddMetrics();
        services.AddSingleton<AlertMetrics>();
        services.AddSingleton(provider => new MessageLinks(new Uri(options.PublicUrl ?? $"http://localhost:{provider.GetRequiredService<ServerSettings>().Port}")));

        services.AddSingleton<AlertResourceTable>();
        services.AddSingleton<SilenceTable>();
        services.AddSingleton<NotificationOutbox>();
        services.AddSingleton<AlertHistory>();

        services.AddSingleton<Secrets>();
        services.AddSingleton<ConfigurationReader>();
        services.AddSingleton<AlertResources>();
        services.AddSingleton<CurrentConfiguration>();
        services.AddSingleton<AlertDispatcher>();
        services.AddHostedService<AlertFileStartup>();
        services.AddHostedService<AlertDispatchService>();
        services.AddHostedService<DeliveryService>();
        services.AddHostedService<AlertGauges>();
        services.AddSingleton<IPeriodicJob, ForgetNotificationsJob>();
        AddChannels(services);
    }

    public static void MapAlerts(this WebApplication app)
    {
        app.MapResources("/v1/receivers", ResourceKind.Receiver, "receiver").MapReceiverTest();
        app.MapResources("/v1/maintenance", ResourceKind.Maintenance, "maintenance window");
        app.MapResources("/v1/dependencies", ResourceKind.Dependency, "dependency");
        app.MapAlertRoutes();
        app.MapSilences();
        app.MapCalendar();
        app.MapAlertFiles();
        app.MapNotifications();
    }

    static void AddChannels(IServiceCollection services)
    {
        services.AddSingleton<HttpPost>();
        services.AddSingleton<IChannel, EmailChannel>();
        services.AddSingleton<IChannel, WebhookChannel>();
        services.AddSingleton<IChannel, SlackChannel>();
        services.AddSingleton<IChannel, TeamsChannel>();
        services.AddSingleton<IChannel, PagerDutyChannel>();
        services.AddSingleton<IChannel, AlertmanagerChannel>();
    }
}
