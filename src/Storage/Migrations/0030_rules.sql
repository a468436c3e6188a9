-- The rule that found an anomaly ('' for thresholds of series and for probes), the labels it gives, and what its detector went by.
-- The tier is the highest so far. Notifications go by the one that it fired with: labels name an alert, so they must not change in its life.
alter table anomalies
    add column rule text not null default '',
    add column labels jsonb,
    add column details jsonb,
    add column tier text not null default 'medium' check (tier in ('medium', 'high', 'critical')),
    add column fired_tier text not null default 'medium' check (fired_tier in ('medium', 'high', 'critical'));

alter table anomaly_events add column tier text not null default 'medium';

-- One open episode a series, reason and rule, whoever writes it.
drop index anomalies_open;
create unique index anomalies_open on anomalies (series_id, reason, rule) where resolved_at is null;

-- Who holds the lock of a shard judges minutes of its services by the rules.
create table rule_shards (
    shard integer primary key,
    -- The last minute that was judged; null before the first.
    judged_up_to timestamptz,
    -- The minute that rule_states are of.
    saved_up_to timestamptz
);

-- What detectors have learnt: a cache that spares reading history. A rule whose spec changes begins anew, under another key.
create table rule_states (
    shard integer not null references rule_shards on delete cascade,
    rule_key text not null,
    series_id integer not null references series on delete cascade,
    state bytea not null,
    primary key (shard, rule_key, series_id)
);
