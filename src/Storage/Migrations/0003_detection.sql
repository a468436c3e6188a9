-- The table behind the data source log_anomaly_thresholds. Append-only: the newest row of a pair counts.
create table log_anomaly_thresholds (
    arrival bigint generated always as identity primary key,
    service text not null,
    severity text not null,
    threshold_per_minute double precision not null,
    active smallint not null,
    updated_at timestamptz not null
);

create index log_anomaly_thresholds_newest on log_anomaly_thresholds (service, severity, updated_at desc, arrival desc);

-- Tells every process, whoever wrote and however, that there are other thresholds.
create function notify_thresholds() returns trigger language plpgsql as $$
begin
    perform pg_notify('grainwatch_thresholds', '');
    return null;
end
$$;

create trigger log_anomaly_thresholds_changed after insert or update or delete or truncate on log_anomaly_thresholds
    for each statement execute function notify_thresholds();

create view sources.log_anomaly_thresholds as
    select service, severity, threshold_per_minute, active, updated_at from log_anomaly_thresholds;

-- The same with the order of arrival, which decides between rows of the same updated_at.
create view sources.log_anomaly_thresholds_by_arrival as
    select service, severity, threshold_per_minute, active, updated_at, arrival from log_anomaly_thresholds;

-- The thresholds in force, '*' standing for every service or severity without one of its own.
create view sources.active_thresholds as
    select service, severity, threshold_per_minute
    from (
        select distinct on (service, severity) service, severity, threshold_per_minute, active
        from log_anomaly_thresholds
        order by service, severity, updated_at desc, arrival desc
    ) newest
    where active <> 0;

create table anomalies (
    id bigint generated always as identity primary key,
    series_id integer not null references series,
    reason text not null,
    first_minute timestamptz not null,
    last_minute timestamptz not null,
    observed bigint not null,
    expected double precision not null,
    peak bigint not null,
    fired_at timestamptz not null,
    resolved_at timestamptz
);

-- One open episode a series and reason, whoever writes it.
create unique index anomalies_open on anomalies (series_id, reason) where resolved_at is null;
create index anomalies_series on anomalies (series_id, last_minute);
create index anomalies_fired on anomalies (fired_at);

-- What was pushed. Ids are handed out under a lock, so they become visible in their order: who has seen id n has seen all before.
create sequence anomaly_event_ids;

create table anomaly_events (
    id bigint primary key,
    anomaly_id bigint not null references anomalies on delete cascade,
    kind text not null,
    at timestamptz not null,
    first_minute timestamptz not null,
    last_minute timestamptz not null,
    observed bigint not null,
    peak bigint not null
);

-- Monitors as they were at the last save: a cache, never the truth.
create table monitor_snapshots (
    series_id integer primary key references series,
    snapshot jsonb not null,
    saved_at timestamptz not null
);
