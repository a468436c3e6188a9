-- Probes as they were defined. What came of their runs is the data source api_metrics.
create table probes (
    name text primary key,
    definition jsonb not null,
    -- The file that defines it, or null when it was made over HTTP.
    file text,
    -- Apart from the definition: whoever pauses a probe does not change the file.
    paused boolean not null,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- The key is the whole secret of the URL that a heartbeat is pushed to.
create table probe_heartbeats (
    probe text primary key references probes on delete cascade,
    key text not null unique,
    at timestamptz not null,
    failed boolean not null default false,
    message text not null default ''
);
