using Grainwatch.Storage.Logs;

namespace Grainwatch.Api.Logs;

static class LogsExtensions
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogReader>();
        builder.Services.AddSingleton<CountReader>();
        builder.Services.AddSingleton<LogQuery>();
        builder.Services.AddSingleton<LogSearch>();
    }
}
