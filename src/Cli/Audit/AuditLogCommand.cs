using System.CommandLine;
using System.Globalization;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Generate;
using Grainwatch.Cli.Output;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Audit;

/// <summary>
/// <c>grainwatch generate audit-log</c>: at the pace of the clock, as all simulated data, or a number of changes as fast as they go, with the
/// options that the generator of Tinybird's demonstration has.
/// </summary>
static class AuditLogCommand
{
    public static Command Create()
    {
        TrafficOptions options = new(AuditTraffic.UsualRate);
        Option<string> dataSource = new("--datasource") { Description = "Where they go.", DefaultValueFactory = _ => "audit_log_hfi" };
        Option<int> repeat = new("--repeat") { Description = "How often a sample is sent, without a pause. Not together with --rate and --duration.", DefaultValueFactory = _ => 1 };
        Option<int> sample = new("--sample") { Description = "Changes of the first sample; each has one more than the one before.", DefaultValueFactory = _ => 100 };
        Option<int> events = new("--events") { Description = "The most changes of a request.", DefaultValueFactory = _ => 87 };
        Option<bool> silent = new("--silent") { Description = "Say nothing." };
        foreach (var option in new[] { repeat, sample, events })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
                {
                    result.AddError($"{option.Name} must be 1 to 1000000.");
                }
            });
        }

        Command command = new("audit-log", "Who changes what in five companies, to the data source audit_log_hfi. In an incident, somebody deletes files.")
        {
            dataSource, sample, events, repeat, silent,
        };
        options.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var source = arguments.GetRequiredValue(dataSource);
            if (options.HasPace(arguments))
            {
                return await options.RunAsync(
                    arguments, source, CliJson.Default.AuditEvent, (seed, start, rate, incidents) => new AuditTraffic(seed, start, rate, incidents), cancellationToken);
            }

            using var client = options.Connect(arguments);
            var sender = new RowSender<AuditEvent>(client, source, CliJson.Default.AuditEvent, TimeProvider.System);
            var traffic = new AuditTraffic(options.Seed(arguments), TimeProvider.System.GetUtcNow(), AuditTraffic.UsualRate, IncidentSchedule.None);
            for (var i = 0; i < arguments.GetRequiredValue(repeat); i++)
            {
                var rows = Enumerable.Range(0, arguments.GetRequiredValue(sample) + i).Select(_ => traffic.Make(TimeProvider.System.GetUtcNow()));
                foreach (var request in rows.Chunk(arguments.GetRequiredValue(events)))
                {
                    await sender.SendAsync(request, cancellationToken);
                    if (!arguments.GetValue(silent))
                    {
                        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{sender.Sent} rows"));
                    }
                }
            }

            if (!arguments.GetValue(silent))
            {
                TrafficOptions.Report(sender);
            }

            return 0;
        });
        return command;
    }
}
