-- Who is told of anomalies, and what they were told. anomaly_events is where this begins: an event is written in the transaction of its
-- anomaly, and alert_dispatch remembers which events were taken. So no anomaly is missed, whoever dies.

-- Receivers, routes, maintenance windows and dependencies as they were written, by files or over HTTP.
create table alert_resources (
    kind text not null,
    name text not null,
    spec jsonb not null,
    -- The file it is kept in; null when it was made over HTTP.
    file text,
    updated_at timestamptz not null,
    primary key (kind, name)
);

create table alert_silences (
    id bigint generated always as identity primary key,
    matchers text[] not null,
    created_by text not null,
    comment text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    created_at timestamptz not null
);

create index alert_silences_ends on alert_silences (ends_at);

-- One row. Who holds its lock turns events into notifications; the others wait for the next turn.
create table alert_dispatch (
    only_row boolean primary key default true check (only_row),
    last_event_id bigint not null,
    -- Counts changes of resources.
    version bigint not null,
    -- The version by which open anomalies were last routed.
    routed_version bigint not null
);

insert into alert_dispatch (last_event_id, version, routed_version) values (0, 0, 0);

create table alert_groups (
    id text primary key,
    route text not null,
    receiver text not null,
    labels jsonb not null,
    last_sent_at timestamptz,
    repeats integer not null,
    due_at timestamptz
);

create index alert_groups_due on alert_groups (due_at);

create table alert_group_members (
    group_id text not null references alert_groups on delete cascade,
    fingerprint text not null,
    anomaly_id bigint not null,
    labels jsonb not null,
    starts_at timestamptz not null,
    seen_at timestamptz not null,
    ended_at timestamptz,
    is_told boolean not null,
    told_at timestamptz,
    firings timestamptz[] not null,
    muted_kind text,
    muted_by text,
    look_again_at timestamptz,
    primary key (group_id, fingerprint)
);

create index alert_group_members_anomaly on alert_group_members (anomaly_id);

create table anomaly_acknowledgements (
    anomaly_id bigint not null references anomalies on delete cascade,
    acknowledged_by text not null,
    comment text not null,
    at timestamptz not null
);

create index anomaly_acknowledgements_anomaly on anomaly_acknowledgements (anomaly_id);

-- The outbox, and afterwards the log. A message goes to its receiver only when those before it of the same group have come to an end.
create table notifications (
    id uuid primary key,
    number bigint generated always as identity unique,
    group_id text not null,
    receiver text not null,
    reason text not null,
    message jsonb not null,
    created_at timestamptz not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
    attempts integer not null default 0,
    due_at timestamptz not null,
    leased_until timestamptz,
    finished_at timestamptz
);

create index notifications_pending on notifications (group_id, number) where state = 'pending';
create index notifications_created on notifications (created_at);

create table notification_alerts (
    notification_id uuid not null references notifications on delete cascade,
    anomaly_id bigint not null,
    is_resolved boolean not null,
    is_new boolean not null,
    primary key (notification_id, anomaly_id)
);

create index notification_alerts_anomaly on notification_alerts (anomaly_id);

create table notification_attempts (
    notification_id uuid not null references notifications on delete cascade,
    at timestamptz not null,
    milliseconds integer not null,
    -- What went wrong; null when it was delivered.
    problem text,
    detail text not null
);

create index notification_attempts_notification on notification_attempts (notification_id);

-- Alerts that were due and muted.
create table alert_suppressions (
    anomaly_id bigint not null,
    receiver text not null,
    kind text not null,
    muted_by text not null,
    at timestamptz not null
);

create index alert_suppressions_anomaly on alert_suppressions (anomaly_id);
create index alert_suppressions_at on alert_suppressions (at);
