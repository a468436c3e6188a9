-- History: series, log rows by time, and their counts a minute and an hour.
--
-- Three schemas: "grainwatch" holds the tables of this program, "grainwatch_data" the tables that data projects define, and "sources"
-- the views that queries may read. A query never sees the first two, so the layout below can change without changing a query.

create table series (
    id integer generated always as identity primary key,
    service text not null,
    severity text not null,
    created_at timestamptz not null default now(),
    unique (service, severity)
);

-- Partitions are made on demand, whatever year the logs are from; partitions.last_arrival is what retention counts from.
create table log_entries (
    series_id integer not null,
    timestamp timestamptz not null,
    server_id text not null,
    message text not null,
    error_code text not null,
    resource_id text not null,
    metadata text not null
) partition by range (timestamp);

create index log_entries_series_timestamp on log_entries (series_id, timestamp);
create index log_entries_timestamp on log_entries using brin (timestamp) with (autosummarize = on);

create table log_partitions (
    name text primary key,
    from_time timestamptz not null unique,
    to_time timestamptz not null,
    last_arrival timestamptz not null default now()
);

-- Counts are added here in the transaction of the rows they count, and only ever inserted: no writer waits for another. Compaction moves
-- them into the totals. A minute's count is the sum over both, and so is an hour's, at every moment.
create table log_minute_deltas (
    series_id integer not null,
    minute timestamptz not null,
    count integer not null
);

alter table log_minute_deltas set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_analyze_threshold = 10000);

create table log_minute_totals (
    series_id integer not null,
    minute timestamptz not null,
    count bigint not null,
    primary key (minute, series_id)
);

create index log_minute_totals_series on log_minute_totals (series_id, minute);

create table log_hour_totals (
    series_id integer not null,
    hour timestamptz not null,
    count bigint not null,
    primary key (hour, series_id)
);

-- The doors to history.

create view sources.log_series as
    select id as series_id, service, severity, created_at from series;

create view sources.system_logs as
    select e.timestamp, e.server_id, s.service, s.severity, e.message, e.error_code, e.resource_id, e.metadata
    from log_entries e join series s on s.id = e.series_id;

-- The same rows for queries that go series by series: only with the bare series_id does Postgres read the newest rows off the index.
create view sources.system_logs_by_series as
    select series_id, timestamp, server_id, message, error_code, resource_id, metadata from log_entries;

-- What the two views below are made of, for queries that read less than all of it. A log is in the deltas, or in both totals.
create view sources.log_minute_deltas as
    select series_id, minute, count from log_minute_deltas;

create view sources.log_minute_totals as
    select series_id, minute, count from log_minute_totals;

create view sources.log_hour_totals as
    select series_id, hour, count from log_hour_totals;

-- To be summed: a minute may have several rows. sum(count) over log_minutes equals count(*) over system_logs, at every moment.
create view sources.log_minutes as
    select series_id, minute, count from log_minute_totals
    union all
    select series_id, minute, count::bigint from log_minute_deltas;

create view sources.log_hours as
    select series_id, hour, count from log_hour_totals
    union all
    select series_id, date_trunc('hour', minute, 'UTC') as hour, count::bigint from log_minute_deltas;
