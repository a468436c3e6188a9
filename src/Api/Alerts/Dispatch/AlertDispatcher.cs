using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Domain.Alerts;
using Grainwatch.Domain.Alerts.Muting;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Storage.Alerts;
using Npgsql;

namespace Grainwatch.Api.Alerts.Dispatch;

/// <summary>Takes anomaly events, asks the domain who is to be told, and puts the messages into the outbox. Every process may; one at a time does.</summary>
sealed class AlertDispatcher(NpgsqlDataSource database, ConfigurationReader reader, TimeProvider clock)
{
    (long Version, AlertConfiguration Configuration)? known;

    /// <returns>Whether there may be more to do at once.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (!await AlertTurn.IsWantedAsync(database, Now(), cancellationToken))
        {
            return false;
        }

        await using var turn = await AlertTurn.TakeAsync(database, cancellationToken);
        if (turn is null)
        {
            return false;
        }

        var configuration = await ConfigurationOfAsync(turn, cancellationToken);
        var events = await turn.ReadEventsAsync(cancellationToken);
        // Only now, and the silences after it: one that was made before an event must be found, and have begun, when the event is told.
        var now = Now();
        var mutes = new MuteRules(await turn.ReadSilencesAsync(now, cancellationToken), configuration.Windows, configuration.Dependencies);
        var dispatch = new AlertDispatch(configuration.Routes, mutes);
        var keys = events.Where(entry => entry.Kind is AnomalyEventKind.Firing).SelectMany(entry => dispatch.KeysFor(entry.Alert.Labels)).ToHashSet();
        var resolved = events.Where(entry => entry.Kind is AnomalyEventKind.Resolved).Select(entry => entry.Alert.AnomalyId);
        await turn.ReadGroupsAsync(dispatch, keys, resolved, now, cancellationToken);
        foreach (var entry in events)
        {
            if (entry.Kind is AnomalyEventKind.Firing)
            {
                dispatch.Fire(entry.Alert, now);
            }
            else if (entry.Kind is AnomalyEventKind.Resolved)
            {
                dispatch.Resolve(entry.Alert.AnomalyId, now);
            }
        }

        var firing = configuration.Dependencies.Count == 0 ? [] : await turn.ReadFiringAsync(cancellationToken);
        var due = dispatch.Flush(firing, now);
        await turn.CommitAsync(dispatch, due, events, now, cancellationToken);
        return events.Count >= AlertTurn.MaxEvents;
    }

    async Task<AlertConfiguration> ConfigurationOfAsync(AlertTurn turn, CancellationToken cancellationToken)
    {
        if (known is null || known.Value.Version != turn.Version)
        {
            known = (turn.Version, reader.ReadStored(await turn.ReadResourcesAsync(cancellationToken)));
        }

        return known.Value.Configuration;
    }

    /// <summary>As exact as Postgres keeps it, so that a time that was stored compares as it did before.</summary>
    DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
