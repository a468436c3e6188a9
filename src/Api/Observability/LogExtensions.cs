using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Observability;

static class LogExtensions
{
    /// <summary>Logs go to the console; times are UTC. Levels are set under <c>Logging:LogLevel</c>.</summary>
    public static void AddConsoleLogs(this ILoggingBuilder logging, IConfiguration configuration)
    {
        const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        logging.ClearProviders();
        logging.AddConfiguration(configuration.GetSection("Logging"));
        if (configuration.GetSection("Grainwatch:Logs").ReadSettings<LogSettings>().Json)
        {
            logging.AddJsonConsole(json => (json.TimestampFormat, json.UseUtcTimestamp) = (Timestamp, true));
        }
        else
        {
            logging.AddSimpleConsole(text => (text.TimestampFormat, text.UseUtcTimestamp, text.SingleLine) = ($"{Timestamp} ", true, true));
        }
    }
}
