using Grainwatch.Api.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Grainwatch.Api.Hosting;

/// <summary>Says in one line why the process did not start, and what to do.</summary>
static class StartupProblem
{
    public static string Describe(Exception exception) => OneLine(exception switch
    {
        SettingException or OptionsValidationException => exception.Message,
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Stop what listens there, or choose another with --port.",
        PostgresException refused => $"Postgres refused: {refused.MessageText} ({refused.SqlState}). Check ConnectionStrings__Grainwatch.",
        NpgsqlException { InnerException: { } inner } unreachable =>
            $"Postgres cannot be reached: {unreachable.Message} ({inner.Message}) Check ConnectionStrings__Grainwatch.",
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => exception.Message,
    });

    static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
